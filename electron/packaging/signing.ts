/** What signs the app, read from the environment; each part is null where its values are absent. */
export interface Signing {
  readonly macSign: {
    readonly identity: string;
    readonly keychain?: string;
    /** The packager's default is to go on with a warning that Forge keeps to itself. */
    readonly continueOnError: false;
  } | null;
  readonly macNotarize: {
    readonly appleApiKey: string;
    readonly appleApiKeyId: string;
    readonly appleApiIssuer: string;
  } | null;
  readonly windows: {
    readonly certificateFile: string;
    readonly certificatePassword: string;
    readonly continueOnError: false;
  } | null;
  /** Whose signature an update for Windows has to have, as the certificate's subject says it. */
  readonly publisher: string | null;
  /** What is skipped and why, one sentence each, for the platform that is packaged. */
  readonly notices: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Half a configuration is an error: an app that was meant to be signed must not go out unsigned. */
function all<K extends string>(env: Environment, names: readonly K[]): Record<K, string> | null {
  const given = names.filter((name) => env[name]);
  if (given.length === 0) return null;
  const lacking = names.filter((name) => !env[name]);
  if (lacking.length > 0)
    throw new Error(`${given.join(", ")} is set, but ${lacking.join(", ")} is not: set all or none.`);
  return Object.fromEntries(names.map((name) => [name, env[name] as string])) as Record<K, string>;
}

/** `updates`: whether the app will look for any, which have to be by whoever made this one. */
export function readSigning(env: Environment, platform: string, updates = false): Signing {
  const api = all(env, ["APPLE_API_KEY", "APPLE_API_KEY_ID", "APPLE_API_ISSUER"]);
  const windows = all(env, ["WINDOWS_CERTIFICATE_FILE", "WINDOWS_CERTIFICATE_PASSWORD"]);
  const identity = env.APPLE_SIGN_IDENTITY;
  // A keychain was made ready for a signature, so one was meant.
  if (env.APPLE_KEYCHAIN && !identity)
    throw new Error("APPLE_KEYCHAIN is set, but APPLE_SIGN_IDENTITY is not: set both or neither.");
  if (api !== null && !identity)
    throw new Error("APPLE_API_KEY is set, but APPLE_SIGN_IDENTITY is not: Apple notarises signed apps alone.");
  const publisher = env.WINDOWS_PUBLISHER_NAME || null;
  if (platform === "win32" && updates && windows !== null && publisher === null)
    throw new Error("REA2SEG_UPDATE_FEED is set, but WINDOWS_PUBLISHER_NAME is not: updates could be anybody's.");
  const notices: string[] = [];
  if (platform === "darwin" && !identity)
    notices.push("Not signed: APPLE_SIGN_IDENTITY is not set. macOS will warn whoever opens it.");
  if (platform === "darwin" && api === null)
    notices.push("Not notarised: APPLE_API_KEY, APPLE_API_KEY_ID and APPLE_API_ISSUER are not set.");
  if (platform === "win32" && windows === null) {
    notices.push("Not signed: WINDOWS_CERTIFICATE_FILE is not set. SmartScreen will warn whoever installs it.");
  }
  if (platform === "win32" && updates && windows === null)
    notices.push("Updates are not protected: without a signature whoever can write the feed can replace the app.");
  if (platform === "darwin" && updates && !identity)
    notices.push("Updates will not be installed: macOS takes those of signed apps alone.");
  return {
    macSign: identity
      ? { identity, continueOnError: false, ...(env.APPLE_KEYCHAIN ? { keychain: env.APPLE_KEYCHAIN } : {}) }
      : null,
    macNotarize: api && {
      appleApiKey: api.APPLE_API_KEY,
      appleApiKeyId: api.APPLE_API_KEY_ID,
      appleApiIssuer: api.APPLE_API_ISSUER,
    },
    windows: windows && {
      certificateFile: windows.WINDOWS_CERTIFICATE_FILE,
      certificatePassword: windows.WINDOWS_CERTIFICATE_PASSWORD,
      continueOnError: false,
    },
    // An unsigned app that asked for a signature would refuse every update.
    publisher: platform === "win32" && windows !== null ? publisher : null,
    notices,
  };
}
