import { createHash } from "node:crypto";
import type { Component, PackageId } from "./components.ts";

/** What the bill of materials is of. */
export interface SbomSubject {
  readonly name: string;
  readonly version: string;
  readonly electron: string;
  /** Of the zip that Electron came in; null where nobody knows it. */
  readonly electronSha256: string | null;
  /** The packages that the app itself asks for. */
  readonly direct: readonly PackageId[];
  readonly platform: string;
  readonly arch: string;
}

/** Parts that no package registry knows: they come as files, each with its hash. */
export interface FilePart {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly sha256: string;
}

/** The package URL of an npm package; a scope's @ is written %40 (package-url, npm type). */
export const purlOf = (name: string, version: string): string => `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;

/** What a library of C or Rust is called here: no registry has it as it was compiled. */
const libraryRef = ({ name, version }: PackageId): string => `pkg:generic/${name}@${version}`;

/**
 * A bill of materials in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/). It holds no time and no random number:
 * the same parts give the same text, so that two builds can be compared.
 */
export function sbomOf(subject: SbomSubject, components: readonly Component[], parts: readonly FilePart[]): string {
  const packages = [...new Map(components.map((one) => [purlOf(one.name, one.version), one])).values()];
  const libraries = [
    ...new Map(packages.flatMap((one) => one.libraries).map((one) => [libraryRef(one), one])).values(),
  ];
  const body = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": "app",
        name: subject.name,
        version: subject.version,
        licenses: [{ license: { id: "MIT" } }],
        properties: [{ name: "rea2seg:target", value: `${subject.platform}-${subject.arch}` }],
      },
    },
    components: [
      {
        type: "framework",
        "bom-ref": purlOf("electron", subject.electron),
        name: "electron",
        version: subject.electron,
        purl: purlOf("electron", subject.electron),
        licenses: [{ license: { id: "MIT" } }],
        ...(subject.electronSha256 === null ? {} : { hashes: [{ alg: "SHA-256", content: subject.electronSha256 }] }),
      },
      ...packages.map(packageEntry),
      ...libraries.map(libraryEntry),
      ...parts.map(partEntry),
    ],
    dependencies: graphOf(subject, packages, libraries, parts),
  };
  const serial = `urn:uuid:${uuidOf(JSON.stringify(body))}`;
  return `${JSON.stringify({ ...body, serialNumber: serial }, null, 2)}\n`;
}

/** What needs what, each part once and each part named, those without needs too. */
function graphOf(
  subject: SbomSubject,
  packages: readonly Component[],
  libraries: readonly PackageId[],
  parts: readonly FilePart[],
) {
  const purls = (ids: readonly PackageId[]): string[] => ids.map(({ name, version }) => purlOf(name, version));
  const node = (ref: string, needs: readonly string[]) => ({ ref, dependsOn: [...new Set(needs)].sort() });
  const electron = purlOf("electron", subject.electron);
  return [
    node("app", [electron, ...purls(subject.direct), ...parts.map(partRef)]),
    node(electron, []),
    ...packages.map((one) =>
      node(purlOf(one.name, one.version), [...purls(one.dependsOn), ...one.libraries.map(libraryRef)]),
    ),
    ...libraries.map((one) => node(libraryRef(one), [])),
    ...parts.map((one) => node(partRef(one), [])),
  ];
}

function libraryEntry(library: PackageId) {
  const ref = libraryRef(library);
  return { type: "library", "bom-ref": ref, ...library, purl: ref };
}

function packageEntry({ name, version, licence, integrity }: Component) {
  const purl = purlOf(name, version);
  return {
    type: "library",
    "bom-ref": purl,
    name,
    version,
    purl,
    licenses: licencesOf(licence),
    ...hashesOf(integrity),
  };
}

const partRef = ({ name }: FilePart): string => `file:${name}`;

function partEntry(part: FilePart) {
  const { name, version, licence, sha256 } = part;
  const hashes = [{ alg: "SHA-256", content: sha256 }];
  return {
    type: "machine-learning-model",
    "bom-ref": partRef(part),
    name,
    version,
    licenses: licencesOf(licence),
    hashes,
  };
}

/** npm's own words for what SPDX has no identifier for. */
const NO_IDENTIFIER = /^(SEE LICEN[CS]E IN |UNLICENSED$)/i;

/** One identifier, an expression such as "(MIT OR Apache-2.0)", or a name. */
function licencesOf(licence: string) {
  if (NO_IDENTIFIER.test(licence)) return [{ license: { name: licence } }];
  return /\s/.test(licence) ? [{ expression: licence }] : [{ license: { id: licence } }];
}

function hashesOf(integrity: string | null) {
  const sha512 = integrity?.split(/\s+/).find((one) => one.startsWith("sha512-"));
  if (sha512 === undefined) return {};
  return {
    hashes: [{ alg: "SHA-512", content: Buffer.from(sha512.slice("sha512-".length), "base64").toString("hex") }],
  };
}

/** A UUID made of a text's hash (version 8 of RFC 9562). */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
