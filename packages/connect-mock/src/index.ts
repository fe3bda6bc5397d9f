export { SCENARIOS } from './scenario.ts'
export type { Scenario, ScenarioName } from './scenario.ts'
