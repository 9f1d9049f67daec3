// Prints as JSON what the language server `taplo`, which the extension Even Better TOML runs too,
// offers at places of a file of claims: a list of labels with what it says of them for each. It
// reads `{path, text, places}` from its input; a place is `[line, character]`, from 0.
'use strict'

const fs = require('fs')
const { fileURLToPath, pathToFileURL } = require('url')
const { TaploLsp } = require('@taplo/lsp')

const { path, text, places } = JSON.parse(fs.readFileSync(0, 'utf-8'))
const uri = pathToFileURL(path).href
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
const answers = [] // by the question's number
let taplo

globalThis.fetch = () => Promise.reject(new Error('it needs no network'))

function send(method, params, id) {
  taplo.send({ jsonrpc: '2.0', method, params, id })
}

/** Goes on as the server's messages come; it asks for its settings, and there are none. */
function onMessage({ method, id, params, result }) {
  if (method === 'workspace/configuration') {
    taplo.send({ jsonrpc: '2.0', id, result: params.items.map(() => ({})) })
    setTimeout(() => {
      send('textDocument/didOpen', { textDocument: { uri, languageId: 'toml', version: 1, text } })
      places.forEach(([line, character], number) => {
        const at = { textDocument: { uri }, position: { line, character } }
        send('textDocument/completion', at, number)
      })
    })
  } else if (id === 'start') {
    send('initialized', {})
  } else if (!method) {
    answers[id] = result.map(({ label, documentation }) => [label, documentation?.value ?? ''])
    if (Object.keys(answers).length === places.length) {
      fs.writeFileSync(1, JSON.stringify(answers))
      process.exit(0)
    }
  }
}

TaploLsp.initialize(environment, { onMessage }).then((server) => {
  taplo = server
  const workspaceFolders = [{ uri: new URL('.', uri).href, name: 'claims' }]
  send('initialize', { capabilities: {}, workspaceFolders }, 'start')
})
