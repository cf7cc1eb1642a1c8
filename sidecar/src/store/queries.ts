import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";

/**
 * A typed SQL builder over the tables that one store file owns. It only builds: the compiled query
 * is run by `Store.all`, `Store.get` and `Store.run`, synchronously, so that a transaction never
 * spans an `await` and two of them can never interleave on the one connection.
 */
export function queriesFor<Tables>(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** A query compiled once, with this call's values, in the order of its placeholders: for hot paths. */
export function bind<Row>(query: CompiledQuery<Row>, ...parameters: unknown[]): CompiledQuery<Row> {
  return { ...query, parameters };
}
