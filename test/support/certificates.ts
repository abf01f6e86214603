import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { makeFolder } from './test-app.ts'

export interface Certificate {
  /** PEM. */
  cert: string
  key: string
}

export interface Authority {
  /** The file with its certificate, for NODE_EXTRA_CA_CERTS. */
  file: string
  cert: string
  /** A certificate that it has signed. `names`: `IP:…`, `DNS:…`. */
  issue(name: string, names: string): Certificate
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** A certificate authority that is invented, and ends with the test. */
export function makeAuthority(t: Test): Authority {
  const folder = makeFolder(t)
  const path = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => void execFileSync('openssl', args, { stdio: 'ignore' })
  const [file, key] = [path('authority.pem'), path('authority.key')]
  openssl('req', '-x509', ...NEW_KEY, '-days', '2', '-keyout', key, '-out', file, '-subj', '/CN=authority')

  return {
    file,
    cert: readFileSync(file, 'utf8'),
    issue(name, names) {
      const [keyFile, requestFile, certFile] = [path(`${name}.key`), path(`${name}.csr`), path(`${name}.pem`)]
      writeFileSync(path(`${name}.ext`), `subjectAltName=${names}`)
      openssl('req', ...NEW_KEY, '-keyout', keyFile, '-out', requestFile, '-subj', `/CN=${name}`)
      const signed = ['-CA', file, '-CAkey', key, '-CAcreateserial', '-days', '2', '-extfile', path(`${name}.ext`)]
      openssl('x509', '-req', '-in', requestFile, '-out', certFile, ...signed)
      return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
    }
  }
}
