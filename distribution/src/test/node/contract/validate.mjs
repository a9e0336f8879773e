// Validates an OpenAPI and an AsyncAPI document: node validate.mjs <openapi.json> <asyncapi.json>.
// Prints what is wrong, one complaint a line; the exit code is 1 where there is any.
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Parser } from '@asyncapi/parser';

const [openApiFile, asyncApiFile] = process.argv.slice(2);
const complaints = [];

const config = await createConfig({ extends: ['spec'] });
for (const problem of await lintFromString({
  source: readFileSync(openApiFile, 'utf8'),
  absoluteRef: openApiFile,
  config,
})) {
  const where = problem.location.map((each) => each.pointer).join(' ');
  complaints.push(`openapi ${problem.ruleId}: ${problem.message} ${where}`);
}

for (const problem of await new Parser().validate(readFileSync(asyncApiFile, 'utf8'))) {
  // 0 is an error and 1 a warning, what follows is advice
  if (problem.severity <= 1) {
    complaints.push(`asyncapi ${problem.code}: ${problem.message} ${problem.path.join('/')}`);
  }
}

complaints.forEach((each) => console.log(each));
process.exit(complaints.length === 0 ? 0 : 1);
