// Check an AsyncAPI document with the specification's own parser: node scripts/asyncapi.mjs FILE
import { Parser, fromFile } from "@asyncapi/parser";

const WARNING = 1;
const { diagnostics } = await fromFile(new Parser(), process.argv[2]).parse();
const faults = diagnostics.filter(({ severity }) => severity <= WARNING);
for (const { code, path, message } of faults) console.error(`${code} ${path.join(".")}: ${message}`);
process.exitCode = faults.length ? 1 : 0;
