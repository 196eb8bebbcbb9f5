import path from "node:path";
import { AppError } from "#core/errors";
import { checkGraphs } from "./graph-check.ts";
import { graphDoors } from "./graph-doors.ts";
import { type FileDoor, readGraphDoor } from "./onnx-door.ts";
import type { Pack } from "./pack.ts";

/**
 * Reads what every graph of a pack takes and answers, runs none, and holds it against the manifest; weights that a graph
 * keeps in other files have to be listed too, so that they are hashed like everything else and lie inside the pack.
 * Throws `model-broken` naming the file and what is wrong in it.
 */
export async function checkPackGraphs(pack: Pack): Promise<void> {
  for (const part of graphDoors(pack.manifest)) {
    const graphs = [];
    for (const { file, door } of part) {
      const graph = await readGraphDoor(pack.file(file));
      graphs.push({ graph, door, file: pack.file(file) });
      checkExternalFiles(graph, file, pack);
    }
    checkGraphs(graphs);
  }
}

function checkExternalFiles({ externalFiles }: FileDoor, file: string, pack: Pack): void {
  for (const location of externalFiles) {
    const listed = path.posix.join(path.posix.dirname(file), location);
    if (!path.posix.isAbsolute(location) && Object.hasOwn(pack.manifest.files, listed)) continue;
    throw new AppError({
      code: "model-broken",
      message: `The graph keeps weights in ${location}, which its pack's manifest does not list.`,
      where: pack.file(file),
      cure: "List that file under `files`, inside the pack and beside its graph, or put the weights into the graph.",
    });
  }
}
