/** The repository: every test runs with it as its working directory, whether compiled or not. */
export const ROOT = process.cwd()
