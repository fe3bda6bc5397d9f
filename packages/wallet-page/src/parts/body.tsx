import type { WalletApprovalBody } from '@alter/protocol'
import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { fill } from '@alter/connect/languages/sentences'
import { count } from '../words/fill.ts'
import { type JsonTree, readJson, valuesIn } from '../words/json-tree.ts'
import { size } from '../words/size.ts'
import { visible } from '../words/visible.ts'
import { Fields } from './fields.tsx'

/** Entries of one part that are shown at first. */
const AT_ONCE = 50
/** In a larger body, parts are open down to this level. */
const OPEN_TO = 2
/** A body with up to this many values is shown completely. */
const ALL_SHOWN = 60

/** A request body in readable form. The text is never changed. */
export function Body({ body }: { body: Exclude<WalletApprovalBody, { kind: 'none' }> }): VNode {
  const { texts } = useDesk()
  switch (body.kind) {
    case 'form':
      return <Fields fields={body.fields} />
    case 'text':
      return <Raw text={body.text} />
    case 'json':
      return <Json text={body.text} />
    case 'other':
      break
  }
  return (
    <p class="soft">
      {fill(texts.bodyOther, { type: visible(body.content_type), size: size(texts, body.bytes) })}
    </p>
  )
}

function Raw({ text }: { text: string }): VNode {
  // Long lines and texts scroll inside it, by keyboard too.
  return (
    <pre class="raw" tabIndex={0} dir="ltr">
      {visible(text)}
    </pre>
  )
}

function Json({ text }: { text: string }): VNode {
  const { texts } = useDesk()
  const tree = useMemo(() => readJson(text), [text])
  const [isRaw, setRaw] = useState(false)
  if (tree === undefined) return <Raw text={text} />
  return (
    <>
      {isRaw ? (
        <Raw text={text} />
      ) : (
        <div class="tree" dir="ltr">
          <Part
            tree={tree}
            depth={0}
            openTo={valuesIn(tree) <= ALL_SHOWN ? Number.POSITIVE_INFINITY : OPEN_TO}
          />
        </div>
      )}
      <button type="button" class="quiet-button" onClick={() => setRaw(!isRaw)}>
        {isRaw ? texts.bodyFolded : texts.bodyRaw}
      </button>
    </>
  )
}

interface PartProps {
  tree: JsonTree
  name?: string
  depth: number
  openTo: number
}

function Part({ tree, name, depth, openTo }: PartProps): VNode {
  const { texts } = useDesk()
  const [isOpen, setOpen] = useState(depth < openTo)
  const label = name === undefined ? null : <span class="key">{visible(name)}</span>
  if (tree.kind === 'string' || tree.kind === 'literal') {
    return (
      <p class="leaf">
        {label} <span class={tree.kind}>{visible(tree.text)}</span>
      </p>
    )
  }
  const parts: NamedTree[] =
    tree.kind === 'object'
      ? tree.entries
      : tree.items.map((value, index) => ({ name: String(index + 1), value }))
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {label} <span class="soft">{count(texts, texts.items, parts.length)}</span>
      </summary>
      {isOpen && <Parts parts={parts} depth={depth + 1} openTo={openTo} />}
    </details>
  )
}

interface NamedTree {
  name: string
  value: JsonTree
}

function Parts({ parts, depth, openTo }: { parts: NamedTree[]; depth: number; openTo: number }): VNode {
  const { texts } = useDesk()
  const [shown, setShown] = useState(AT_ONCE)
  const rest = parts.length - shown
  return (
    <div class="parts">
      {parts.slice(0, shown).map(({ name, value }, index) => (
        // A name may come twice, and the order never changes.
        // oxlint-disable-next-line react/no-array-index-key
        <Part key={index} tree={value} name={name} depth={depth} openTo={openTo} />
      ))}
      {rest > 0 && (
        <button type="button" class="quiet-button" onClick={() => setShown(shown + AT_ONCE * 4)}>
          {count(texts, texts.bodyMore, rest)}
        </button>
      )}
    </div>
  )
}
