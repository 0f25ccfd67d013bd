import Link from 'next/link'
import { dialectHref } from '#components/docs/docs-map.ts'
import { Guide, Para, Points, Section } from '#components/docs/guide.tsx'
import { Code, Inline } from '#components/docs/inline.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { vendorGuides } from './all.ts'

const shared = [
  'A secret is shown once. Where a vendor’s answer repeats it on reads, the field stays and carries the mask.',
  'A new or edited key never holds what its maker lacks. The refusal has the vendor’s own shape.',
  'What is deleted is refused on every node when the answer arrives. If a node has not confirmed it, the answer is 503: send it again.',
  'A key that was made through one contract is in the portal and in every other, as far as their shape can say it.',
  'Nothing is taken for a credential but what the vendor’s clients send; a browser’s session is not.',
  'Errors have the vendor’s shape, also for an unknown path, a wrong method, a body that is too long, and while the database is away.',
]

/** Which contracts of other services are spoken, and what holds in all of them. */
export function DialectList() {
  return (
    <Guide
      title="Other contracts"
      lead="Latchwork speaks the API-key contracts of four other services, so that their clients work here when their base URL is changed."
    >
      <Section id="services" title="Services">
        <ul className="border-t">
          {vendorGuides.map(({ vendor, title, lead, mounts }) => (
            <li key={vendor} className="border-b hover:bg-wash">
              <Link
                href={dialectHref(vendor)}
                className="grid gap-y-0.5 py-2.5 sm:grid-cols-[140px_minmax(0,1fr)] sm:items-baseline"
              >
                <span>{title}</span>
                <span className="grid gap-1 text-muted">
                  <span className="text-pretty">{lead}</span>
                  <span className="flex flex-wrap gap-x-2 gap-y-1">
                    {mounts.map(({ mount }) => (
                      <Code key={mount}>{`/api/compat/${mount}`}</Code>
                    ))}
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
        <Para>
          Behind each mount stand the service’s own paths, letter for letter. Two of the services answer
          otherwise than their page says; those have a second mount, <Code>-live</Code>, that does as they do.
        </Para>
      </Section>
      <Section id="hosts" title="Moving a host over">
        <Para>
          Where clients cannot be told of another address, point the host name here and say which contract it
          speaks. The vendor’s bare paths then work at the root of that host, and nothing else is served
          there.
        </Para>
        <CodeBlock
          code={'COMPAT_HOSTS="api.vertesia.example=vertesia-live,backend.example=freesewing-live"'}
          language="shell"
          label="Hosts and their mounts"
          wrap
        />
      </Section>
      <Section id="shared" title="What holds in all of them">
        <Points>
          {shared.map((text) => (
            <li key={text}>
              <Inline text={text} />
            </li>
          ))}
        </Points>
      </Section>
    </Guide>
  )
}
