import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sceneFromClevr } from "#core/scenes";
import { cameraFrame, projectPoint } from "#core/scenes/rendering";

const vector = JSON.parse(readFileSync(new URL("vectors/clevr-scene.json", import.meta.url), "utf8"));

describe("a CLEVR scene file", () => {
  const scene = sceneFromClevr(vector.scene);

  it("gives back the camera that its pixels were made with", () => {
    for (let axis = 0; axis < 3; axis++) expect(scene.camera.position[axis]).toBeCloseTo(vector.position[axis], 2);
  });

  it("sees every object within a hundredth of a pixel of where the file says", () => {
    const frame = cameraFrame(scene.camera, scene.width, scene.height);
    for (const { x, y, r, pixel } of scene.objects) {
      const seen = projectPoint(frame, [x, y, r]);
      expect(Math.hypot(seen[0] - pixel[0], seen[1] - pixel[1])).toBeLessThan(0.01);
      expect(seen[2]).toBeCloseTo(pixel[2], 2);
    }
  });

  it("has the file's directions", () => {
    for (const name of ["left", "right", "front", "behind"] as const)
      for (let axis = 0; axis < 3; axis++)
        expect(scene.directions[name][axis]).toBeCloseTo(vector.scene.directions[name][axis], 3);
  });

  it("refuses a file whose pixels no such camera sees", () => {
    const objects = vector.scene.objects.map((object: object, i: number) => ({
      ...object,
      pixel: [17 * i, 300 - 90 * i, 9],
    }));
    expect(() => sceneFromClevr({ ...vector.scene, objects })).toThrow(/No camera like CLEVR's/);
  });

  it("refuses a file without places", () => {
    expect(() => sceneFromClevr({ objects: [] })).toThrow(/not a CLEVR scene/);
  });
});
