import type { VNode } from 'preact'
import { useDesk } from '../desk.ts'
import { Empty } from '../parts/empty.tsx'
import { Heading } from '../parts/heading.tsx'
import { Link } from '../parts/link.tsx'

/** The page for an unknown address of the Wallet. */
export function NowherePage(): VNode {
  const { texts } = useDesk()
  return (
    <Empty icon="alert" heading={<Heading title={texts.nowhereTitle} />} text={texts.nowhere}>
      <Link to={{ page: 'home' }} class="button">
        {texts.home}
      </Link>
    </Empty>
  )
}
