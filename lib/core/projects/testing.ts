import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'
import { type GateNode, startNode } from '#lib/gate/node.ts'
import { verify } from '#lib/gate/verify.ts'
import type { Person } from '../keys/testing.ts'

/** Starts nodes and waits until each has its lease. */
export async function startNodes(count: number): Promise<GateNode[]> {
  const nodes = Array.from({ length: count }, () => startNode())
  for (const node of nodes) while (node.state().leaseLeft === 0) await sleep(10)
  return nodes
}

/** Nodes for all tests of a file: there from its first test on, gone after the last. */
export function withNodes(count: number): readonly GateNode[] {
  const nodes: GateNode[] = []
  beforeAll(async () => {
    nodes.push(...(await startNodes(count)))
  })
  afterAll(async () => {
    for (const node of nodes) await node.stop()
  })
  return nodes
}

/** Asks whether a key is good by what one node knows. */
export async function askedOf(
  node: GateNode | undefined,
  person: Person,
  key: string | null,
  permissions?: string,
) {
  return (await verdictOf(node, person, key, permissions)).code
}

/** The name of a key's owner, as one node knows it; undefined where that tells of no key. */
export async function ownerTold(node: GateNode | undefined, person: Person, key: string | null) {
  return (await verdictOf(node, person, key)).key?.owner.name
}

async function verdictOf(
  node: GateNode | undefined,
  person: Person,
  key: string | null,
  permissions?: string,
) {
  globalThis.latchworkNode = node
  try {
    return await verify(person, { key: String(key), cost: 1, ...(permissions && { permissions }) })
  } finally {
    globalThis.latchworkNode = undefined
  }
}
