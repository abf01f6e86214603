import { findField } from '../find-field.ts'
import { rsa } from './public-key-signature.ts'
import type { Verifier } from './verifier.ts'

// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']

/**
 * The signature of Amazon SNS, with the certificate of `SigningCertURL` in the setting `<ADAPTER>_PUBLIC_KEY`: a gateway that
 * verifies makes no requests. Amazon renews the certificate about once a year, so set the old and the new one for a time.
 */
export function snsSignature(): Verifier {
  return {
    ...rsa({ body: ['Signature'] }),
    check: (request, keys) => schemeOf(request.body).check(request, keys),
    sign: (request, key) => schemeOf(request.body).sign(request, key)
  }
}

/** Signed are the names and values of some fields, each on a line of its own. Fields that the message does not have are left out. */
function schemeOf(body: Buffer): Verifier {
  const find = (name: string) => findField(body, 'application/json', [name])
  const signed = find('Type') === 'Notification' ? NOTIFICATION : CONFIRMATION
  const text = signed.map((name) => (find(name) === undefined ? '' : `${name}\n{body:${name}}\n`)).join('')
  return rsa({ hash: find('SignatureVersion') === '1' ? 'sha1' : 'sha256', body: ['Signature'], text })
}
