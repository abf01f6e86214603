import { build } from 'esbuild'

// Bundles compiled test files with all that they import, so that a process of a test starts in a third of the time.
// Usage: node dist/bench/bundle-tests.js DIRECTORY FILE...

const [outdir = '', ...entryPoints] = process.argv.slice(2)

await build({
  entryPoints,
  outdir,
  outbase: 'dist/test',
  bundle: true,
  platform: 'node',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // Packages in CommonJS call it.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);"
  },
  logLevel: 'error'
})
