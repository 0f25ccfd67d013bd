import { inspect } from 'node:util'

const hidden = '[secret]'

/**
 * A string that must not be seen: it prints as `[secret]` in templates, JSON, logs and stack traces. Only `reveal`
 * gives it out, so every place that does can be found by that name.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The characters themselves. Call it where they leave for their one reader, and nowhere else. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return hidden
  }

  toJSON(): string {
    return hidden
  }

  [Symbol.toPrimitive](): string {
    return hidden
  }

  [inspect.custom](): string {
    return hidden
  }
}
