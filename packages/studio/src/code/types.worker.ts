/** Types of edited files: TypeScript's language service over the sources of the library, loaded when the code pane opens. */
import ts from "typescript-6";
import type { TypesReply, TypesRequest } from "./types.ts";

/** The standard library's own declarations, as texts. */
const libraries = import.meta.glob<string>(
  [
    "../../../../node_modules/typescript-6/lib/lib.es5.d.ts",
    "../../../../node_modules/typescript-6/lib/lib.es20*.d.ts",
    "../../../../node_modules/typescript-6/lib/lib.decorators*.d.ts",
    "../../../../node_modules/typescript-6/lib/lib.esnext.disposable.d.ts",
    "!**/*.full.d.ts",
  ],
  { query: "?raw", import: "default", eager: true },
);

const files = new Map<string, { text: string; version: number }>();
for (const [path, text] of Object.entries(libraries))
  files.set(`/lib/${path.split("/").at(-1)}`, { text, version: 1 });

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  strict: true,
  noEmit: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: [],
  paths: {
    gradus: ["/gradus/index.ts"],
    "gradus/*": ["/gradus/*/index.ts"],
    "@gradus/course": ["/course/src/index.ts"],
  },
};

const host: ts.LanguageServiceHost = {
  getCompilationSettings: () => options,
  getScriptFileNames: () =>
    [...files.keys()].filter((name) => name.endsWith("host.d.ts") || opened.has(name)),
  getScriptVersion: (name) => String(files.get(name)?.version ?? 0),
  getScriptSnapshot: (name) => {
    const file = files.get(name);
    return file === undefined ? undefined : ts.ScriptSnapshot.fromString(file.text);
  },
  getCurrentDirectory: () => "/",
  getDefaultLibFileName: () => "/lib/lib.es2023.d.ts",
  fileExists: (name) => files.has(name),
  readFile: (name) => files.get(name)?.text,
  directoryExists: (name) => [...files.keys()].some((f) => f.startsWith(`${name}/`)),
  getDirectories: () => [],
};
const opened = new Set<string>();
const service = ts.createLanguageService(host, ts.createDocumentRegistry());

const reply = (message: TypesReply): void => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<TypesRequest>) => {
  if (data.type === "sources") {
    for (const [name, text] of Object.entries(data.sources)) files.set(name, { text, version: 1 });
    reply({ type: "ready" });
    return;
  }
  const { id, file, text } = data;
  opened.add(file);
  const before = files.get(file);
  if (before?.text !== text) files.set(file, { text, version: (before?.version ?? 0) + 1 });
  if (data.type === "problems") {
    const found = [
      ...service.getSyntacticDiagnostics(file),
      ...service.getSemanticDiagnostics(file),
    ];
    reply({
      type: "problems",
      id,
      problems: found.map((d) => ({
        from: d.start ?? 0,
        to: (d.start ?? 0) + (d.length ?? 1),
        message: ts.flattenDiagnosticMessageText(d.messageText, "\n"),
        severity: d.category === ts.DiagnosticCategory.Error ? "error" : "warning",
      })),
    });
    return;
  }
  const info = service.getQuickInfoAtPosition(file, data.at);
  const shown =
    info === undefined
      ? undefined
      : [ts.displayPartsToString(info.displayParts), ts.displayPartsToString(info.documentation)]
          .filter(Boolean)
          .join("\n\n")
          .slice(0, 900);
  reply({ type: "explained", id, ...(shown === undefined ? {} : { text: shown }) });
};
