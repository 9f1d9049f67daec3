// Reads Parquet files with hyparquet, as it comes to a browser: without what unpacks rarer forms. It prints
// as JSON the rows of each file.
'use strict'

/** A value as JSON has it: a day is its text, a whole number a number. */
function plain(name, cell) {
  if (typeof cell === 'bigint') return Number(cell)
  return cell
}

async function main(files) {
  const { asyncBufferFromFile, parquetReadObjects } = await import('hyparquet')
  const tables = []
  for (const path of files) {
    tables.push(await parquetReadObjects({ file: await asyncBufferFromFile(path) }))
  }
  console.log(JSON.stringify(tables, plain))
}

main(process.argv.slice(2))
