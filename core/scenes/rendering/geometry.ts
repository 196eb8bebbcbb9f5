import type { Scene } from "#core/scenes";

/** Rounding of a cube's edges and of a cylinder's rims, as a part of r: cubes' masks in the reference scenes match to an IoU of 0.99. */
export const CUBE_BEVEL = 0.16;
export const CYLINDER_BEVEL = 0.05;

export const SPHERE = 0;
const CYLINDER = 1;
const CUBE = 2;
/** A surface found by marching is nearer than this (the scene is some ten units wide, a pixel some 0.02). */
const NEAR = 1e-4;

/** The scene's objects in flat arrays, so that a ray allocates nothing. */
export interface Geometry {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly r: Float64Array;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** Radius of the rounding, in the world's units. */
  readonly bevel: Float64Array;
  /** Square of the radius of the sphere around the object. */
  readonly bound: Float64Array;
}

/** What a ray meets first. `object` is -1 for the ground and -2 for nothing; the normal has length 1. */
export interface Hit {
  t: number;
  object: number;
  nx: number;
  ny: number;
  nz: number;
}

export const emptyHit = (): Hit => ({ t: Infinity, object: -2, nx: 0, ny: 0, nz: 1 });

export function sceneGeometry(scene: Scene): Geometry {
  const { objects } = scene;
  const array = (value: (object: (typeof objects)[number]) => number) => Float64Array.from(objects, value);
  return {
    count: objects.length,
    kind: Uint8Array.from(objects, ({ shape }) =>
      shape === "sphere" ? SPHERE : shape === "cylinder" ? CYLINDER : CUBE,
    ),
    x: array(({ x }) => x),
    y: array(({ y }) => y),
    r: array(({ r }) => r),
    cos: array(({ theta }) => Math.cos(theta)),
    sin: array(({ theta }) => Math.sin(theta)),
    bevel: array(({ shape, r }) => r * (shape === "cube" ? CUBE_BEVEL : CYLINDER_BEVEL)),
    bound: array(({ shape, r }) => r * r * (shape === "sphere" ? 1 : shape === "cylinder" ? 2 : 3)),
  };
}

/** The first of the ground and all objects along o + t d (d of length 1), t in (1e-6, far). Fills `hit`. */
export function nearestHit(
  g: Geometry,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  far: number,
  hit: Hit,
): void {
  hit.t = far;
  hit.object = -2;
  if (dz < 0 && oz > 0) {
    const t = -oz / dz;
    if (t < far) {
      hit.t = t;
      hit.object = -1;
      hit.nx = 0;
      hit.ny = 0;
      hit.nz = 1;
    }
  }
  for (let i = 0; i < g.count; i++) hitObject(g, i, ox, oy, oz, dx, dy, dz, hit);
}

/** Whether anything but `except` lies on the segment; the ground never does. */
export function isBlocked(
  g: Geometry,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  far: number,
  except: number,
): boolean {
  for (let i = 0; i < g.count; i++) {
    if (i === except) continue;
    blocked.t = far;
    if (hitObject(g, i, ox, oy, oz, dx, dy, dz, blocked)) return true;
  }
  return false;
}
const blocked = emptyHit();

/** Meets one object: true and `hit` overwritten if it is nearer than hit.t. The ray starts outside of the object. */
export function hitObject(
  g: Geometry,
  i: number,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  hit: Hit,
): boolean {
  const r = g.r[i] as number;
  const px = ox - (g.x[i] as number);
  const py = oy - (g.y[i] as number);
  const pz = oz - r;
  const along = px * dx + py * dy + pz * dz;
  const apart = px * px + py * py + pz * pz;
  const bound = g.bound[i] as number;
  const under = along * along - apart + bound;
  if (under <= 0 || (along > 0 && apart > bound)) return false;
  if (g.kind[i] === SPHERE) {
    const t = -along - Math.sqrt(under);
    if (t < 1e-6 || t >= hit.t) return false;
    hit.t = t;
    hit.object = i;
    hit.nx = (px + t * dx) / r;
    hit.ny = (py + t * dy) / r;
    hit.nz = (pz + t * dz) / r;
    return true;
  }
  if (g.kind[i] === CYLINDER) return hitCylinder(g, i, r, px, py, pz, dx, dy, dz, hit);
  const c = g.cos[i] as number;
  const s = g.sin[i] as number;
  // The ray in the cube's own frame: turned by -theta.
  if (
    !hitCube(g.bevel[i] as number, r, c * px + s * py, c * py - s * px, pz, c * dx + s * dy, c * dy - s * dx, dz, hit)
  )
    return false;
  hit.object = i;
  const nx = hit.nx;
  hit.nx = c * nx - s * hit.ny;
  hit.ny = s * nx + c * hit.ny;
  return true;
}

/** Upright, of radius and half height r, its rims rounded by b. Most rays meet a flat part and end without marching. */
function hitCylinder(
  g: Geometry,
  i: number,
  r: number,
  px: number,
  py: number,
  pz: number,
  dx: number,
  dy: number,
  dz: number,
  hit: Hit,
): boolean {
  let near = 1e-6;
  let far = hit.t;
  let cap = false;
  const a = dx * dx + dy * dy;
  const c = px * px + py * py - r * r;
  if (a > 1e-12) {
    const half = px * dx + py * dy;
    const under = half * half - a * c;
    if (under <= 0) return false;
    const root = Math.sqrt(under);
    near = Math.max(near, (-half - root) / a);
    far = Math.min(far, (-half + root) / a);
  } else if (c > 0) return false;
  if (Math.abs(dz) > 1e-12) {
    const low = ((dz > 0 ? -r : r) - pz) / dz;
    if (low > near) {
      near = low;
      cap = true;
    }
    far = Math.min(far, ((dz > 0 ? r : -r) - pz) / dz);
  } else if (Math.abs(pz) > r) return false;
  if (near >= far) return false;
  const b = g.bevel[i] as number;
  const inner = r - b;
  for (let t = near, step = 0; step < 48 && t < far; step++) {
    const x = px + t * dx;
    const y = py + t * dy;
    const z = pz + t * dz;
    const across = Math.sqrt(x * x + y * y);
    const side = across - inner;
    const rise = Math.abs(z) - inner;
    if (step === 0 && (cap ? side <= 0 : rise <= 0)) {
      hit.t = t;
      hit.object = i;
      hit.nx = cap ? 0 : x / across;
      hit.ny = cap ? 0 : y / across;
      hit.nz = cap ? Math.sign(z) : 0;
      return true;
    }
    const sideOut = Math.max(side, 0);
    const riseOut = Math.max(rise, 0);
    const corner = Math.sqrt(sideOut * sideOut + riseOut * riseOut);
    const distance = corner + Math.min(Math.max(side, rise), 0) - b;
    if (distance < NEAR) {
      const length = corner || 1;
      hit.t = t;
      hit.object = i;
      hit.nx = ((x / (across || 1)) * sideOut) / length;
      hit.ny = ((y / (across || 1)) * sideOut) / length;
      hit.nz = (Math.sign(z) * riseOut) / length;
      return true;
    }
    t += distance;
  }
  return false;
}

/** The cube of half edge r around the origin, its edges and corners rounded by b. */
function hitCube(
  b: number,
  r: number,
  px: number,
  py: number,
  pz: number,
  dx: number,
  dy: number,
  dz: number,
  hit: Hit,
): boolean {
  const ix = 1 / (Math.abs(dx) < 1e-12 ? 1e-12 : dx);
  const iy = 1 / (Math.abs(dy) < 1e-12 ? 1e-12 : dy);
  const iz = 1 / (Math.abs(dz) < 1e-12 ? 1e-12 : dz);
  const enterX = -px * ix - r * Math.abs(ix);
  const enterY = -py * iy - r * Math.abs(iy);
  const enterZ = -pz * iz - r * Math.abs(iz);
  const near = Math.max(enterX, enterY, enterZ, 1e-6);
  const far = Math.min(-px * ix + r * Math.abs(ix), -py * iy + r * Math.abs(iy), -pz * iz + r * Math.abs(iz), hit.t);
  if (near >= far) return false;
  const inner = r - b;
  let t = near;
  for (let step = 0; step < 48 && t < far; step++) {
    const x = px + t * dx;
    const y = py + t * dy;
    const z = pz + t * dz;
    const outX = Math.abs(x) - inner;
    const outY = Math.abs(y) - inner;
    const outZ = Math.abs(z) - inner;
    const qx = Math.max(outX, 0);
    const qy = Math.max(outY, 0);
    const qz = Math.max(outZ, 0);
    const corner = Math.sqrt(qx * qx + qy * qy + qz * qz);
    const distance = corner + Math.min(Math.max(outX, outY, outZ), 0) - b;
    if (distance < NEAR) {
      const length = corner || 1;
      hit.t = t;
      hit.nx = (Math.sign(x) * qx) / length;
      hit.ny = (Math.sign(y) * qy) / length;
      hit.nz = (Math.sign(z) * qz) / length;
      return true;
    }
    t += distance;
  }
  return false;
}
