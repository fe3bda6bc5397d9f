export default {
  transform: { '\\.[jt]sx?$': './transform.mjs' },
  testEnvironment: './environment.mjs',
  testEnvironmentOptions: {
    url: 'http://localhost/',
    // As MSW needs it: what runs in jsdom runs in Node.
    customExportConditions: ['node'],
  },
  // What Babel or SWC makes of them keeps `import`: the packages are ES modules.
  extensionsToTreatAsEsm: ['.jsx', '.ts', '.tsx'],
}
