import { emptyHit, type Geometry, type Hit, isBlocked, nearestHit, SPHERE } from "./geometry.ts";
import type { Lamp, Surroundings } from "./surroundings.ts";

/** Widths of the highlights (GGX's alpha), and the share of light that each takes. */
const RUBBER_ALPHA = 0.4;
const RUBBER_SHINE = 0.03;
/**
 * Metal: a narrow mirror (GGX's `alpha`) with `share` of the light, and a brushed part, narrow around the upright axis
 * (`round`) and wide along it (`up`): an anisotropic BSDF with a radial tangent. `shine` is the brushed part's answer to
 * lamps, `low` what is mirrored from the sky low above the horizon, `gain` a factor on all. Fitted by coordinate
 * descent to the metal pixels of eight reference renders, spheres apart: Blender's tangents differ on them.
 */
interface Finish {
  readonly alpha: number;
  readonly share: number;
  readonly round: number;
  readonly up: number;
  readonly low: number;
  readonly shine: number;
  readonly gain: number;
}
const BALL: Finish = { alpha: 0.045, share: 0.491, round: 0.104, up: 0.246, low: 0.03, shine: 2.24, gain: 0.95 };
const BRUSHED: Finish = { alpha: 0.0255, share: 0.594, round: 0.255, up: 0.42, low: 0.2246, shine: 4.46, gain: 0.919 };
/** Shadow and mirrored rays start this far off the surface. */
const OFFSET = 1e-4;

/**
 * Light that leaves surfaces towards an eye. One shader serves one thread; `red`, `green` and `blue` hold its result,
 * linear and at least 0.
 */
export class Shader {
  red = 0;
  green = 0;
  blue = 0;
  private readonly geometry: Geometry;
  private readonly around: Surroundings;
  private state = 1;
  /** Sums over the lamps: what falls on the surface, and what its highlights throw back. */
  private readonly fallen = new Float64Array(3);
  private readonly shine = new Float64Array(3);
  /** Which of a pixel's rays is followed, and the pixel's own shift of the points that its mirrored rays take. */
  private ray = 0;
  private shiftU = 0;
  private shiftV = 0;
  private low = 0;
  private readonly hits: readonly Hit[] = [emptyHit(), emptyHit(), emptyHit()];

  constructor(geometry: Geometry, around: Surroundings) {
    this.geometry = geometry;
    this.around = around;
  }

  /** Starts the random numbers anew, so that a pixel looks the same whatever was drawn before it. */
  seed(value: number): void {
    let z = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    this.state = z ^ (z >>> 15) || 1;
  }

  /** Begins a pixel's ray number `ray`; the rays of a pixel share out what their mirrored rays look at. */
  begin(ray: number): void {
    if (ray === 0) {
      this.shiftU = this.random();
      this.shiftV = this.random();
    }
    this.ray = ray;
  }

  /** Uniform in 0 (included) to 1: Marsaglia's xorshift32. */
  random(): number {
    let s = this.state;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this.state = s;
    return (s >>> 0) / 4294967296;
  }

  /**
   * The light from what the ray o + t d has hit. `lampSamples` shadow rays go to each lamp; `depth` is the number of
   * reflections that metal still follows, at most 3.
   */
  shade(
    hit: Hit,
    ox: number,
    oy: number,
    oz: number,
    dx: number,
    dy: number,
    dz: number,
    lampSamples: number,
    depth: number,
  ): void {
    const { object, nx, ny, nz, t } = hit;
    if (object === -2) {
      const height = Math.max(0, 1 - 1.4 * dz);
      this.red = this.green = this.blue = this.around.sky + this.low * height * height;
      return;
    }
    const px = ox + t * dx;
    const py = oy + t * dy;
    const pz = oz + t * dz;
    if (object === -1) this.shadeGround(px, py, dx, dy, dz, lampSamples);
    else if (this.around.metal[object] === 1)
      this.shadeMetal(object, px, py, pz, nx, ny, nz, dx, dy, dz, lampSamples, depth);
    else this.shadeRubber(object, px, py, pz, nx, ny, nz, dx, dy, dz, lampSamples);
  }

  private shadeGround(px: number, py: number, dx: number, dy: number, dz: number, lampSamples: number): void {
    const { around } = this;
    this.gather(-1, px, py, 0, 0, 0, 1, dx, dy, dz, lampSamples);
    const ambient = around.ambientGround * this.openness(-1, px, py, 0, 0, 0, 1);
    const { fallen } = this;
    this.red = ((fallen[0] as number) + ambient) * around.ground[0];
    this.green = ((fallen[1] as number) + ambient) * around.ground[1];
    this.blue = ((fallen[2] as number) + ambient) * around.ground[2];
  }

  private shadeRubber(
    object: number,
    px: number,
    py: number,
    pz: number,
    nx: number,
    ny: number,
    nz: number,
    dx: number,
    dy: number,
    dz: number,
    lampSamples: number,
  ): void {
    const { around } = this;
    this.gather(object, px, py, pz, nx, ny, nz, dx, dy, dz, lampSamples);
    const everywhere = 0.5 * (1 + nz) * around.ambientAbove + 0.5 * (1 - nz) * around.ambientBelow;
    const ambient = everywhere * this.openness(object, px, py, pz, nx, ny, nz);
    const { fallen, shine } = this;
    const { albedo } = around;
    this.red = ((fallen[0] as number) + ambient) * (albedo[3 * object] as number) + (shine[0] as number);
    this.green = ((fallen[1] as number) + ambient) * (albedo[3 * object + 1] as number) + (shine[1] as number);
    this.blue = ((fallen[2] as number) + ambient) * (albedo[3 * object + 2] as number) + (shine[2] as number);
  }

  private shadeMetal(
    object: number,
    px: number,
    py: number,
    pz: number,
    nx: number,
    ny: number,
    nz: number,
    dx: number,
    dy: number,
    dz: number,
    lampSamples: number,
    depth: number,
  ): void {
    this.gather(object, px, py, pz, nx, ny, nz, dx, dy, dz, lampSamples);
    const finish = this.finish(object);
    let [red, green, blue] = this.shine as unknown as [number, number, number];
    if (depth > 0) {
      for (let lobe = 0; lobe < 2; lobe++) {
        this.reflect(object, px, py, pz, nx, ny, nz, dx, dy, dz, depth, lobe === 1);
        const share = lobe === 1 ? 1 - finish.share : finish.share;
        red += share * this.red;
        green += share * this.green;
        blue += share * this.blue;
      }
    } else {
      const dim = 0.5 * this.around.ambientBelow;
      red += dim;
      green += dim;
      blue += dim;
    }
    const { albedo } = this.around;
    this.red = finish.gain * (albedo[3 * object] as number) * red;
    this.green = finish.gain * (albedo[3 * object + 1] as number) * green;
    this.blue = finish.gain * (albedo[3 * object + 2] as number) * blue;
  }

  /** What metal mirrors: one ray about the mirrored direction, spread by the narrow or the wide lobe (GGX's half vectors). */
  private reflect(
    object: number,
    px: number,
    py: number,
    pz: number,
    nx: number,
    ny: number,
    nz: number,
    dx: number,
    dy: number,
    dz: number,
    depth: number,
    wide: boolean,
  ): void {
    const finish = this.finish(object);
    this.low = finish.low;
    const u = 0.97 * ((this.shiftU + 0.7548776662 * this.ray) % 1);
    const radius = Math.sqrt(u / (1 - u));
    const angle = 2 * Math.PI * ((this.shiftV + 0.569840291 * this.ray) % 1);
    const a = radius * Math.cos(angle) * (wide ? finish.round : finish.alpha);
    const b = radius * Math.sin(angle) * (wide ? finish.up : finish.alpha);
    // The tangent runs around the object's upright axis; its partner is n x t.
    const [tx, ty, tz] = this.tangent(object, px, py, nx, ny, nz);
    let hx = nx + a * tx + b * (ny * tz - nz * ty);
    let hy = ny + a * ty + b * (nz * tx - nx * tz);
    let hz = nz + a * tz + b * (nx * ty - ny * tx);
    const length = Math.sqrt(hx * hx + hy * hy + hz * hz);
    hx /= length;
    hy /= length;
    hz /= length;
    let along = dx * hx + dy * hy + dz * hz;
    let rx = dx - 2 * along * hx;
    let ry = dy - 2 * along * hy;
    let rz = dz - 2 * along * hz;
    if (along >= 0 || rx * nx + ry * ny + rz * nz <= 0.01) {
      along = dx * nx + dy * ny + dz * nz;
      rx = dx - 2 * along * nx;
      ry = dy - 2 * along * ny;
      rz = dz - 2 * along * nz;
    }
    const hit = this.hits[depth - 1] as Hit;
    const ox = px + OFFSET * nx;
    const oy = py + OFFSET * ny;
    const oz = pz + OFFSET * nz;
    nearestHit(this.geometry, ox, oy, oz, rx, ry, rz, Infinity, hit);
    this.shade(hit, ox, oy, oz, rx, ry, rz, 1, depth - 1);
  }

  private finish(object: number): Finish {
    return this.geometry.kind[object] === SPHERE ? BALL : BRUSHED;
  }

  private readonly axis: [number, number, number] = [1, 0, 0];
  /** A unit vector of the surface that runs around the object's upright axis ("radial tangent, Z" in Blender). */
  private tangent(object: number, px: number, py: number, nx: number, ny: number, nz: number) {
    const { axis } = this;
    let tx = (this.geometry.y[object] as number) - py;
    let ty = px - (this.geometry.x[object] as number);
    const lean = tx * nx + ty * ny;
    tx -= lean * nx;
    ty -= lean * ny;
    const tz = -lean * nz;
    const length = Math.sqrt(tx * tx + ty * ty + tz * tz);
    axis[0] = length < 1e-6 ? 1 : tx / length;
    axis[1] = length < 1e-6 ? 0 : ty / length;
    axis[2] = length < 1e-6 ? 0 : tz / length;
    return axis;
  }

  /** Sums the lamps' light on a surface, by stratified points on each lamp; also its highlights along -d. */
  private gather(
    object: number,
    px: number,
    py: number,
    pz: number,
    nx: number,
    ny: number,
    nz: number,
    dx: number,
    dy: number,
    dz: number,
    count: number,
  ): void {
    this.fallen.fill(0);
    this.shine.fill(0);
    const metal = object >= 0 && this.around.metal[object] === 1;
    const finish = this.finish(object);
    const alpha = metal ? finish.alpha : RUBBER_ALPHA;
    const [tx, ty, tz] = metal ? this.tangent(object, px, py, nx, ny, nz) : this.axis;
    const bx = ny * tz - nz * ty;
    const by = nz * tx - nx * tz;
    const bz = nx * ty - ny * tx;
    const { lamps } = this.around;
    for (let i = 0; i < lamps.length; i++) {
      const lamp = lamps[i] as Lamp;
      const shiftU = this.random();
      const shiftV = this.random();
      let fallen = 0;
      let mirrored = 0;
      let brushed = 0;
      for (let s = 0; s < count; s++) {
        // Roberts' R2 sequence, shifted: even cover of the square by any number of points.
        const u = 2 * ((shiftU + 0.7548776662 * s) % 1) - 1;
        const v = 2 * ((shiftV + 0.569840291 * s) % 1) - 1;
        let lx = lamp.position[0] + u * lamp.across[0] + v * lamp.along[0] - px;
        let ly = lamp.position[1] + u * lamp.across[1] + v * lamp.along[1] - py;
        let lz = lamp.position[2] + u * lamp.across[2] + v * lamp.along[2] - pz;
        const square = lx * lx + ly * ly + lz * lz;
        const distance = Math.sqrt(square);
        lx /= distance;
        ly /= distance;
        lz /= distance;
        const slant = lx * nx + ly * ny + lz * nz;
        const leave = -(lx * lamp.axis[0] + ly * lamp.axis[1] + lz * lamp.axis[2]);
        if (slant <= 0 || leave <= 0) continue;
        if (isBlocked(this.geometry, px, py, pz, lx, ly, lz, distance, object)) continue;
        const light = (slant * leave) / (square * count);
        fallen += light;
        if (object < 0) continue;
        let hx = lx - dx;
        let hy = ly - dy;
        let hz = lz - dz;
        const length = Math.sqrt(hx * hx + hy * hy + hz * hz);
        hx /= length;
        hy /= length;
        hz /= length;
        // Kelemen's short form of the specular term: D / (4 (l.h)^2).
        const between = Math.max(lx * hx + ly * hy + lz * hz, 0.1);
        const shape = light / (4 * Math.PI * between * between);
        const up = hx * nx + hy * ny + hz * nz;
        const across = Math.max(1 - up * up, 0);
        const narrow = across / (alpha * alpha) + up * up;
        mirrored += shape / (alpha * alpha * narrow * narrow);
        if (!metal) continue;
        const t = (hx * tx + hy * ty + hz * tz) / finish.round;
        const b = (hx * bx + hy * by + hz * bz) / finish.up;
        const wide = t * t + b * b + up * up;
        brushed += shape / (finish.round * finish.up * wide * wide);
      }
      const shine = metal
        ? finish.share * mirrored + finish.shine * (1 - finish.share) * brushed
        : RUBBER_SHINE * mirrored;
      for (let c = 0; c < 3; c++) {
        const power = lamp.power[c] as number;
        this.fallen[c] = (this.fallen[c] as number) + power * fallen;
        this.shine[c] = (this.shine[c] as number) + power * shine;
      }
    }
  }

  /** The part of the surroundings that other objects leave open, each taken as the sphere around its middle. */
  private openness(object: number, px: number, py: number, pz: number, nx: number, ny: number, nz: number): number {
    const { geometry } = this;
    let open = 1;
    for (let i = 0; i < geometry.count; i++) {
      if (i === object) continue;
      const r = geometry.r[i] as number;
      const x = (geometry.x[i] as number) - px;
      const y = (geometry.y[i] as number) - py;
      const z = r - pz;
      const square = Math.max(x * x + y * y + z * z, r * r);
      if (square > 36 * r * r) continue;
      // Cosine-weighted solid angle of a sphere above the horizon: (n.d) (r/d)^2.
      const slant = (x * nx + y * ny + z * nz) / Math.sqrt(square);
      if (slant > 0) open *= 1 - (slant * r * r) / square;
    }
    return open;
  }
}
