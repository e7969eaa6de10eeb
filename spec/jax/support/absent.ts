/** Functions of JAX that the fixtures call and the library does not have. */
export const absent: readonly string[] = []

/** Samplers of jax.random that the fixtures call and the library does not have. */
export const absentSamplers: readonly string[] = []
