import type { PolicyRule } from '@alter/protocol'
import { storedPolicyRule } from '@alter/protocol/schema'
import { z } from 'zod'

/** Stands for rules that only another version of the vault understands. It allows nothing, and can be replaced. */
const UNREADABLE: PolicyRule = { type: 'methods_and_paths', name: 'unreadable rules', allow: [] }

const ruleList = z.array(storedPolicyRule)

/**
 * The rules of a row whose seal is right, from their JSON. Rules that cannot be read become one that denies each use,
 * so that whatever has them is still listed and can be changed or ended.
 */
export function storedRules(json: string): PolicyRule[] {
  const rules = ruleList.safeParse(JSON.parse(json))
  return rules.success ? rules.data : [UNREADABLE]
}
