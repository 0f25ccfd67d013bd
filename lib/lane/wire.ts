import { isAscii } from 'node:buffer'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { clientAddress } from '#lib/client-address.ts'
import { log } from '#lib/log.ts'
import { keepAlive } from '#lib/server/listen.ts'
import { type PlainRequest, readPlain } from './plain.ts'

/*
 * Plain requests are read off the connection and answered on it. With the first that is not plain, or about which something is to
 * be refused, the connection is Node's for good, from the first byte of that request on: so nothing here has to say no.
 */

/** A whole answer, as it goes over the wire. */
export interface Answer {
  text: string
  /** latin1 where every character is one byte: the socket takes them as they are. */
  encoding: 'latin1' | 'utf8'
}

/**
 * What answers plain requests.
 * @param ip the client's address
 * @returns null where it is not for it to say; nothing has come of the request then. It does not throw.
 */
export type Answering = (request: PlainRequest, ip: string | null) => Answer | null | Promise<Answer | null>

export interface Wire {
  /** Ends what is idle, lets what is under way finish for `left` milliseconds, then cuts it off. */
  close(left: number): void
}

/** A connection that is read here. */
interface Held {
  /** Comes once in every `patience`. */
  turn(): void
  /** The server stops. */
  close(): void
  cut(): void
}

/**
 * Takes the connections of a server ahead of Node; to be called before it listens.
 * @param patience milliseconds, and at most twice that, for which a connection may say nothing at first or stop in a request,
 *   before it is Node's to wait
 */
export function takeWire(server: Server, answer: Answering, patience = 2_500): Wire {
  const nodes = server.listeners('connection')
  server.removeAllListeners('connection')
  const all = new Set<Held>()
  const turns = setInterval(() => {
    for (const one of all) one.turn()
  }, patience).unref()
  server.on('connection', (socket: Socket) => {
    const held = hold(socket, answer, {
      ended: () => all.delete(held),
      broke: () => server.emit('clientError', new Error('The request broke off'), socket),
      toNode() {
        all.delete(held)
        for (const listener of nodes) Reflect.apply(listener, server, [socket])
      },
    })
    all.add(held)
  })
  return {
    close(left) {
      clearInterval(turns)
      for (const one of all) one.close()
      setTimeout(() => {
        for (const one of all) one.cut()
      }, left).unref()
    },
  }
}

interface Owner {
  ended(): void
  broke(): void
  toNode(): void
}

function hold(socket: Socket, answer: Answering, to: Owner): Held {
  /** What has come and is not answered, a character for each byte. */
  let text = ''
  /** While an answer is waited for, or the other end takes none, nothing is read. */
  let busy = false
  let closing = false
  /** The other end has nothing more to say. */
  let ended = false
  /** Turns that have come since the last answer. */
  let turns = 0
  let address: string | null | undefined

  function advance(): void {
    while (text !== '') {
      const plain = readPlain(text)
      if (plain === 'more') break
      const said = plain && !closing ? answer(plain, addressOf(plain)) : null
      if (plain === null || said === null) {
        leave()
        return
      }
      if (said instanceof Promise) {
        wait(said, plain.size)
        return
      }
      if (!tell(said, plain.size)) return
    }
    if (ended && text !== '') to.broke()
    else if (ended || closing) close()
    else if (socket.isPaused()) socket.resume()
  }

  /** That of the socket is looked at once for all its requests. */
  function addressOf({ forwardedFor }: PlainRequest): string | null {
    if (forwardedFor !== null) return clientAddress(socket.remoteAddress, forwardedFor)
    if (address === undefined) address = clientAddress(socket.remoteAddress, undefined)
    return address
  }

  /** @returns false where the other end has to take what was sent first */
  function tell({ text: whole, encoding }: Answer, size: number): boolean {
    text = text.length === size ? '' : text.slice(size)
    turns = 0
    if (socket.timeout !== keepAlive) socket.setTimeout(keepAlive)
    if (socket.write(whole, encoding)) return true
    pause()
    socket.once('drain', () => {
      busy = false
      advance()
    })
    return false
  }

  function wait(said: Promise<Answer | null>, size: number): void {
    pause()
    said
      .then((one) => {
        if (socket.destroyed) return
        busy = false
        if (one === null) leave()
        else if (tell(one, size)) advance()
      })
      .catch((err: unknown) => {
        log.error({ err }, 'a request failed outside its handler')
        socket.destroy()
      })
  }

  function pause(): void {
    busy = true
    socket.pause()
  }

  /** @param rest what has come behind `text` */
  function leave(rest?: Buffer): void {
    // Node does not wait with an answer for an end that has said its last, either.
    if (ended) {
      socket.end()
      return
    }
    for (const [event, listener] of Object.entries(events)) socket.off(event, listener)
    socket.setTimeout(0)
    socket.pause()
    if (rest) socket.unshift(rest)
    if (text !== '') socket.unshift(Buffer.from(text, 'latin1'))
    to.toNode()
    socket.resume()
  }

  /** Half a request may yet come whole; Node answers it, since it knows how to say that it was the last. */
  function close(): void {
    closing = true
    if (!busy && text === '') socket.end()
  }

  const events = {
    data(chunk: Buffer): void {
      if (isAscii(chunk)) {
        text += chunk.toString('latin1')
        advance()
      } else leave(chunk)
    },
    end(): void {
      ended = true
      if (!busy) advance()
    },
    // Silent between requests, or without taking its answers.
    timeout(): void {
      socket.destroy()
    },
    // What closes by it says so next.
    error(): void {},
    close: to.ended,
  }
  for (const [event, listener] of Object.entries(events)) socket.on(event, listener)

  return {
    turn() {
      if (busy || (text === '' && socket.timeout === keepAlive)) return
      turns += 1
      if (turns > 1) leave()
    },
    close,
    cut() {
      socket.destroy()
    },
  }
}
