import { z } from 'zod'

type Changes<S extends z.core.$ZodLooseShape> = {
  [K in keyof S]: z.ZodOptional<S[K] extends z.ZodDefault<infer Inner> ? Inner : S[K]>
}

/**
 * Some of the values that `shape` describes, as a change to them. With zod's own `partial` what is
 * absent becomes its default, so that a change of one value would reset all others.
 */
export const changesOf = <S extends z.core.$ZodLooseShape>({ shape }: z.ZodObject<S>) =>
  z.object(
    Object.fromEntries(
      Object.entries(shape as Record<string, z.ZodType>).map(([name, field]) => [
        name,
        (field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : field).optional(),
      ]),
    ),
  ) as unknown as z.ZodObject<Changes<S>>
