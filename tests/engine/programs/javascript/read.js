// Reads the data package in a folder with the readers `datapackage` and `tableschema`, and prints
// as JSON what they got.
'use strict'

const path = require('path')
const { Package } = require('datapackage')
const { Table } = require('tableschema')

/** A value as JSON has it, with its kind; a day as text, for JSON has none. */
function told(cell) {
  if (cell instanceof Date) {
    const parts = [cell.getFullYear(), cell.getMonth() + 1, cell.getDate()]
    return ['date', parts.map((part) => String(part).padStart(2, '0')).join('-')]
  }
  return cell === null ? ['null', null] : [typeof cell, cell]
}

/**
 * A table: its columns, how many rows and filled cells it has, its values.
 *
 * `datapackage` 1.1.10 drops `skipInitialSpace` where it is false: the dialect is handed on here.
 */
async function table(resource) {
  const { schema, dialect } = resource.descriptor
  const options = { schema, delimiter: dialect.delimiter, ltrim: dialect.skipInitialSpace }
  const read = await Table.load(resource.source, options)
  const rows = await read.read()
  const filled = rows.flat().filter((cell) => cell !== null)
  const values = rows.map((row) => row.map(told))
  return { columns: read.headers, rows: rows.length, filled: filled.length, values }
}

/** Whether every reference of a table leads to a row; else the reader's message. */
async function references(resource) {
  try {
    return await resource.checkRelations()
  } catch (fault) {
    return fault.message
  }
}

/** What is wrong, in the reader's words. */
function faults(fault) {
  return fault.errors && fault.errors.length ? fault.errors.map(String) : [String(fault)]
}

async function main(folder) {
  const found = await Package.load(path.join(folder, 'datapackage.json'), {
    basePath: folder,
    strict: true,
  })
  if (!found.valid) throw Object.assign(new Error('not valid'), { errors: found.errors })
  const tables = {}
  const related = {}
  for (const resource of found.resources.filter((one) => one.tabular)) {
    tables[resource.name] = await table(resource)
    related[resource.name] = await references(resource)
  }
  console.log(JSON.stringify({ tables, related }))
}

main(process.argv[2]).catch((fault) => {
  console.error(faults(fault).join('\n'))
  process.exit(1)
})
