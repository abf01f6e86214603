/** A login with OpenID Connect ended without a session. The message is for the person. */
export class LoginRefused extends Error {
  override name = 'LoginRefused'
  readonly statusCode: 400 | 401 | 403 | 503

  constructor(statusCode: LoginRefused['statusCode'], message: string) {
    super(message)
    this.statusCode = statusCode
  }
}
