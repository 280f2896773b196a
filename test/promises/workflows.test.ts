import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const FOLDER = '.github/workflows'
const files = readdirSync(new URL(`../../${FOLDER}`, import.meta.url))
const { scripts, engines } = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>
  engines: { node: string }
}

describe.each(files)('.github/workflows/%s', (file) => {
  const text = read(`${FOLDER}/${file}`)

  test('pins every action to a commit and names its version', () => {
    const uses = [...text.matchAll(/uses: (.*)$/gm)].map(([, action]) => action)
    expect(uses.length).toBeGreaterThan(3)
    for (const action of uses) expect(action).toMatch(/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  test('may only read the repository by default, and each job has a time limit', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n/m)
    const jobs = text.match(/^ {2}[a-z]+:\n {4}name: /gm) ?? []
    expect(text.match(/^ {4}timeout-minutes: \d+$/gm)).toHaveLength(jobs.length)
  })

  test('runs scripts that there are', () => {
    const named = [...text.matchAll(/run: npm (?:run )?(test:?\w*)$/gm)].map(([, name]) => name)
    for (const name of named) expect(Object.keys(scripts)).toContain(name)
  })
})

test('CI tests the least version of Node, the one of the image and those between', () => {
  const text = read(`${FOLDER}/ci.yml`)
  const [, list = ''] = /node: \[(.*)\]/.exec(text) ?? []
  const versions = list.split(', ').map((version) => version.replaceAll("'", ''))
  const [, image] = /NODE_IMAGE=node:(\d+)-/.exec(read('Dockerfile')) ?? []
  expect(versions).toStrictEqual([engines.node.replace('>=', ''), '22', image])
})

test('CI tests on a Postgres of the variable that the tests read', () => {
  const text = read(`${FOLDER}/ci.yml`)
  expect(text).toMatch(/image: postgres:\d+/)
  expect(text).toMatch(/^ {6}TEST_DATABASE_URL: postgres:/m)
  expect(read('test/support/postgres-server.ts')).toContain('TEST_DATABASE_URL')
})
