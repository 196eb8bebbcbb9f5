import type { Scene } from "#core/scenes";

/** The lamps that CLEVR jitters, as published with Kubric's CLEVR scenes (Greff et al., 2022). */
export const BASE_LIGHTS: Scene["lights"] = {
  key: [6.4467, -2.9052, 4.2584],
  fill: [-4.6711, -4.0136, 3.0112],
  back: [-1.1685, 2.646, 5.8157],
};
