import type { CodeSample } from '#components/ui/code-block.tsx'

const node = `import { createServer } from 'node:http'
import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.env.WEBHOOK_SECRET)

createServer(async (request, response) => {
  const parts = []
  for await (const part of request) parts.push(part)
  // As it came: parsed and written again, it would not verify.
  const body = Buffer.concat(parts).toString('utf8')
  try {
    const event = webhook.verify(body, request.headers)
    console.log(request.headers['webhook-id'], event.type, event.data)
    response.writeHead(204).end()
  } catch {
    response.writeHead(400).end('The signature does not verify')
  }
}).listen(Number(process.env.PORT))
`

const python = `import os

from flask import Flask, request
from standardwebhooks.webhooks import Webhook

app = Flask(__name__)
webhook = Webhook(os.environ["WEBHOOK_SECRET"])


@app.post("/")
def receive():
    try:
        # As it came: parsed and written again, it would not verify.
        event = webhook.verify(request.get_data(as_text=True), dict(request.headers))
    except Exception:
        return "The signature does not verify", 400
    print(request.headers["webhook-id"], event["type"], event["data"])
    return "", 204
`

const go = `package main

import (
	"io"
	"log"
	"net/http"
	"os"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

func main() {
	webhook, err := standardwebhooks.NewWebhook(os.Getenv("WEBHOOK_SECRET"))
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		// As it came: parsed and written again, it would not verify.
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil || webhook.Verify(body, r.Header) != nil {
			http.Error(w, "The signature does not verify", http.StatusBadRequest)
			return
		}
		log.Println(r.Header.Get("webhook-id"), string(body))
		w.WriteHeader(http.StatusNoContent)
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
`

/** A whole receiver that verifies, in each language; the libraries are those of Standard Webhooks. */
export const verifySnippets: readonly CodeSample[] = [
  { name: 'Node', language: 'typescript', code: node },
  { name: 'Python', language: 'python', code: python },
  { name: 'Go', language: 'go', code: go },
]

/** How each language gets its library. */
export const installCommands: Readonly<Record<string, string>> = {
  Node: 'npm install standardwebhooks',
  Python: 'pip install standardwebhooks flask',
  Go: 'go get github.com/standard-webhooks/standard-webhooks/libraries',
}
