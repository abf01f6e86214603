import { register } from 'node:module'

// Loaded with --import: replaces texts of one module of the build as it is loaded. CHANGED_MODULE says which.

const HOOKS = `
const { file, changes } = JSON.parse(process.env.CHANGED_MODULE)
export async function load(url, context, next) {
  const loaded = await next(url, context)
  if (!url.endsWith('/dist/src/' + file)) return loaded
  let source = String(loaded.source)
  for (const [from, to] of changes) {
    if (!source.includes(from)) throw new Error(from + ' is not in the module')
    source = source.replace(from, () => to)
  }
  return { ...loaded, source }
}`

register(`data:text/javascript,${encodeURIComponent(HOOKS)}`)
