import type { Store } from "./open-store.ts";
import { queriesFor } from "./queries.ts";

export type PublicationState = "live" | "kept" | "scheduled";

export interface PublicationRow {
  tenant: string;
  seq: number;
  state: PublicationState;
  /** The signed header as JSON text. */
  header: string;
  sig: string;
  activate: number | null;
  accepted: number;
  live: number | null;
}

export interface FileRow {
  path: string;
  sha256: string;
  size: number;
  type: string;
}

/** A difference to a neighbouring version; all null where the path is not in this one. */
export interface ChangeRow {
  path: string;
  sha256: string | null;
  size: number | null;
  type: string | null;
}

interface Tables {
  publication: PublicationRow;
  publication_file: FileRow & { tenant: string };
  publication_change: ChangeRow & { tenant: string; seq: number };
  public_tree_change: { tenant: string; path: string; mark: number };
}

const db = queriesFor<Tables>();

// Thousands of rows in one go: compiled once, run with other parameters.
const putFile = db
  .insertInto("publication_file")
  .values({ tenant: "", path: "", sha256: "", size: 0, type: "" })
  .onConflict((conflict) =>
    conflict.columns(["tenant", "path"]).doUpdateSet((row) => ({
      sha256: row.ref("excluded.sha256"),
      size: row.ref("excluded.size"),
      type: row.ref("excluded.type"),
    })),
  )
  .compile();
const dropFile = db
  .deleteFrom("publication_file")
  .where("tenant", "=", "")
  .where("path", "=", "")
  .compile();
const putChange = db
  .insertInto("publication_change")
  .values({ tenant: "", seq: 0, path: "", sha256: "", size: 0, type: "" })
  .compile();
const markTree = db
  .insertInto("public_tree_change")
  .values({ tenant: "", path: "", mark: 1 })
  .onConflict((conflict) =>
    conflict
      .columns(["tenant", "path"])
      .doUpdateSet((row) => ({ mark: row("public_tree_change.mark", "+", 1) })),
  )
  .compile();
const unmarkTree = db
  .deleteFrom("public_tree_change")
  .where("tenant", "=", "")
  .where("path", "=", "")
  .where("mark", "=", 0)
  .compile();

/** All versions that are here, oldest first. */
export function publicationRows(store: Store, tenant: string): PublicationRow[] {
  return store.all(
    db.selectFrom("publication").selectAll().where("tenant", "=", tenant).orderBy("seq"),
  );
}

export function insertPublication(store: Store, row: PublicationRow): void {
  store.run(db.insertInto("publication").values(row));
}

export function setPublicationState(
  store: Store,
  tenant: string,
  seq: number,
  set: { state: PublicationState; live?: number },
): void {
  store.run(
    db.updateTable("publication").set(set).where("tenant", "=", tenant).where("seq", "=", seq),
  );
}

export function deletePublication(store: Store, tenant: string, seq: number): void {
  deleteChanges(store, tenant, seq);
  store.run(db.deleteFrom("publication").where("tenant", "=", tenant).where("seq", "=", seq));
}

/** The live version's files, by path. */
export function liveFileRows(store: Store, tenant: string): FileRow[] {
  return store.all(
    db
      .selectFrom("publication_file")
      .select(["path", "sha256", "size", "type"])
      .where("tenant", "=", tenant)
      .orderBy("path"),
  );
}

export function putLiveFiles(store: Store, tenant: string, files: Iterable<FileRow>): void {
  for (const { path, sha256, size, type } of files) {
    store.run({ ...putFile, parameters: [tenant, path, sha256, size, type] });
  }
}

export function dropLiveFiles(store: Store, tenant: string, paths: Iterable<string>): void {
  for (const path of paths) store.run({ ...dropFile, parameters: [tenant, path] });
}

export function changeRows(store: Store, tenant: string, seq: number): ChangeRow[] {
  return store.all(
    db
      .selectFrom("publication_change")
      .select(["path", "sha256", "size", "type"])
      .where("tenant", "=", tenant)
      .where("seq", "=", seq),
  );
}

export function insertChanges(
  store: Store,
  tenant: string,
  seq: number,
  changes: Iterable<ChangeRow>,
): void {
  for (const { path, sha256, size, type } of changes) {
    store.run({ ...putChange, parameters: [tenant, seq, path, sha256, size, type] });
  }
}

export function deleteChanges(store: Store, tenant: string, seq: number): void {
  store.run(
    db.deleteFrom("publication_change").where("tenant", "=", tenant).where("seq", "=", seq),
  );
}

/** Bytes named by versions other than the live one, counted once per version. */
export function changeBytes(store: Store, tenant: string): number {
  const row = store.get(
    db
      .selectFrom("publication_change")
      .select((eb) => eb.fn.sum<number | null>("size").as("bytes"))
      .where("tenant", "=", tenant),
  );
  return row?.bytes ?? 0;
}

/** Whether any version that is here names the blob. */
export function isBlobNamed(store: Store, tenant: string, sha256: string): boolean {
  const named = (table: "publication_file" | "publication_change") =>
    db
      .selectFrom(table)
      .select("sha256")
      .where("tenant", "=", tenant)
      .where("sha256", "=", sha256)
      .limit(1);
  return (
    store.get(named("publication_file")) !== undefined ||
    store.get(named("publication_change")) !== undefined
  );
}

/** Every blob that a version here names, with its size in bytes. */
export function namedBlobs(store: Store, tenant: string): { sha256: string; size: number }[] {
  return store.all(
    db
      .selectFrom("publication_file")
      .select(["sha256", "size"])
      .where("tenant", "=", tenant)
      .union(
        db
          .selectFrom("publication_change")
          .select((row) => [
            row.ref("sha256").$notNull().as("sha256"),
            row.ref("size").$notNull().as("size"),
          ])
          .where("tenant", "=", tenant)
          .where("sha256", "is not", null),
      ),
  );
}

/** Notes that these paths of the public tree must follow. */
export function markTreePaths(store: Store, tenant: string, paths: Iterable<string>): void {
  for (const path of paths) store.run({ ...markTree, parameters: [tenant, path, 1, 1] });
}

export function treeMarks(store: Store, tenant: string): { path: string; mark: number }[] {
  return store.all(
    db.selectFrom("public_tree_change").select(["path", "mark"]).where("tenant", "=", tenant),
  );
}

/** Forgets marks that are done, unless the path was marked again meanwhile. */
export function clearTreeMarks(
  store: Store,
  tenant: string,
  marks: Iterable<{ path: string; mark: number }>,
): void {
  for (const { path, mark } of marks) {
    store.run({ ...unmarkTree, parameters: [tenant, path, mark] });
  }
}
