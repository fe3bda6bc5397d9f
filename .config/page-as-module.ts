import { basename, dirname } from 'node:path'
import type { Plugin } from 'vite'

const MEDIA_TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}

/** The files of a built page. */
export interface BuiltPage {
  html: string
  /** By file name. */
  assets: Record<string, { type: string; body: string }>
}

/**
 * Turns a build into one module, `index.js`, so that the page can be served without a file system.
 * @param source creates the module's text
 */
export function pageAsModule(name: string, source: (page: BuiltPage) => string): Plugin {
  return {
    name,
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const page: BuiltPage = { html: '', assets: {} }
        for (const [file, output] of Object.entries(bundle)) {
          const body = output.type === 'chunk' ? output.code : output.source
          if (typeof body !== 'string') this.error(`${file} is not text`)
          delete bundle[file]
          if (file === 'index.html') {
            page.html = body
            continue
          }
          const type = MEDIA_TYPES[file.slice(file.lastIndexOf('.') + 1)]
          if (type === undefined) this.error(`${file}: no media type known for it`)
          page.assets[file.slice(file.lastIndexOf('/') + 1)] = { type, body }
        }
        this.emitFile({ type: 'asset', fileName: 'index.js', source: source(page) })
      },
    },
  }
}

/** Names the chunks that a page loads later, which are its languages, after their folders, such as `de`. */
export function nameLanguage({ facadeModuleId }: { facadeModuleId: string | null }): string {
  return `assets/${facadeModuleId === null ? '[name]' : basename(dirname(facadeModuleId))}-[hash].js`
}
