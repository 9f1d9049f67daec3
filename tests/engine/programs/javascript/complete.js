// Prints as JSON what the language server `taplo`, which the extension Even Better TOML runs too,
// offers at places of a file of claims: a list of labels with what it says of them for each. It
// reads `{path, text, places}` from its input; a place is `[line, character]`, from 0.
'use strict'

const fs = require('fs')
const { fileURLToPath, pathToFileURL } = require('url')
const { TaploLsp } = require('@taplo/lsp')

const { path, text, places } = JSON.parse(fs.readFileSync(0, 'utf-8'))
const textDocument = { uri: pathToFileURL(path).href }
const environment = {
  now: () => new Date(),
  envVar: () => undefined,
  envVars: () => [],
  stdErrAtty: () => false,
  stderr: async (bytes) => bytes.length,
  readFile: async (name) => fs.readFileSync(name),
  urlToFilePath: (url) => (url.startsWith('file:') ? fileURLToPath(url) : url),
  isAbsolute: (name) => name.startsWith('/'),
  cwd: () => process.cwd(),
  findConfigFile: () => undefined,
}
const waiting = [] // what is done with each answer, by the request's number
let taplo, configured

globalThis.fetch = () => Promise.reject(new Error('it needs no network'))

function ask(method, params) {
  return new Promise((resolve) => {
    taplo.send({ jsonrpc: '2.0', id: waiting.push(resolve) - 1, method, params })
  })
}

/** Hands an answer on; what the server asks is its settings, and there are none. */
function onMessage({ method, id, params, result }) {
  if (method === 'workspace/configuration') {
    taplo.send({ jsonrpc: '2.0', id, result: params.items.map(() => ({})) })
    setTimeout(configured)
  } else if (!method) {
    waiting[id](result)
  }
}

async function main() {
  taplo = await TaploLsp.initialize(environment, { onMessage })
  const workspaceFolders = [{ uri: new URL('.', textDocument.uri).href, name: 'claims' }]
  await ask('initialize', { capabilities: {}, rootUri: null, workspaceFolders })
  const settings = new Promise((resolve) => (configured = resolve))
  taplo.send({ jsonrpc: '2.0', method: 'initialized', params: {} })
  await settings
  const opened = { ...textDocument, languageId: 'toml', version: 1, text }
  taplo.send({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: { textDocument: opened } })
  const offered = []
  for (const [line, character] of places) {
    const at = { textDocument, position: { line, character } }
    const items = (await ask('textDocument/completion', at)) ?? []
    offered.push(items.map(({ label, documentation }) => [label, documentation?.value ?? '']))
  }
  fs.writeFileSync(1, JSON.stringify(offered))
  process.exit(0)
}

main()
