import config from './jest.config.mjs'

/** As in the guide, on the sources of this workspace, which esbuild makes JavaScript of. */
export default {
  ...config,
  testEnvironmentOptions: {
    ...config.testEnvironmentOptions,
    customExportConditions: ['@alter/source', ...config.testEnvironmentOptions.customExportConditions],
  },
  // On a busy machine the first of a file compiles it all.
  testTimeout: 60_000,
}
