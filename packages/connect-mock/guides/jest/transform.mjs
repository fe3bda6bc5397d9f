import { transformSync } from 'esbuild'

/** TypeScript and JSX as modules. */
export default {
  process: (code, file) =>
    transformSync(code, {
      loader: file.endsWith('x') ? 'tsx' : 'ts',
      format: 'esm',
      jsx: 'automatic',
      target: 'es2023',
      sourcemap: 'inline',
      sourcefile: file,
    }),
}
