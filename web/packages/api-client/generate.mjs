// Makes src/generated.ts from web/openapi.json, the document that `filodiretto openapi` prints.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = JSON.parse(await readFile(new URL("../../openapi.json", import.meta.url), "utf8"));
const source = astToString(await openapiTS(document));
await writeFile(new URL("src/generated.ts", import.meta.url), source);
