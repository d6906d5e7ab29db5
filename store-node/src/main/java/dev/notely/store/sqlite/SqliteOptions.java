package dev.notely.store.sqlite;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a file must be and how it is used.
 *
 * @param applicationId kind of the file, kept in its header; 0 for files that are not marked. A
 *     file of another kind is refused
 * @param schemaVersion from 1, kept in the file as {@code user_version}; a newer file is refused
 * @param schema statements that make the schema, each harmless if it was run before
 * @param upgrades what brings a file of the version before to a version, run once and ahead of the
 *     schema's statements
 * @param readers read-only connections, at least 1
 * @param writerQueue writes of users that may wait, at least 1
 * @param cacheKib page cache of each connection in KiB
 * @param checkpointPages size of the write-ahead log, in pages, at which it is copied into the file
 */
public record SqliteOptions(
    int applicationId,
    int schemaVersion,
    List<String> schema,
    SortedMap<Integer, List<String>> upgrades,
    int readers,
    int writerQueue,
    int cacheKib,
    int checkpointPages) {
  private static final int READERS = 4;
  private static final int WRITER_QUEUE = 10_000;
  private static final int CACHE_KIB = 16 * 1024;
  private static final int CHECKPOINT_PAGES = 4_000;

  public SqliteOptions {
    schema = List.copyOf(schema);
    upgrades = Collections.unmodifiableSortedMap(new TreeMap<>(upgrades));
    atLeastOne("schemaVersion", schemaVersion);
    atLeastOne("readers", readers);
    atLeastOne("writerQueue", writerQueue);
    atLeastOne("cacheKib", cacheKib);
    atLeastOne("checkpointPages", checkpointPages);
  }

  /** The defaults for a kind of file. */
  public static SqliteOptions of(int applicationId, int schemaVersion, List<String> schema) {
    return new SqliteOptions(
        applicationId,
        schemaVersion,
        schema,
        new TreeMap<>(),
        READERS,
        WRITER_QUEUE,
        CACHE_KIB,
        CHECKPOINT_PAGES);
  }

  /** The same for files of which earlier versions exist. */
  public SqliteOptions withUpgrades(SortedMap<Integer, List<String>> steps) {
    return new SqliteOptions(
        applicationId,
        schemaVersion,
        schema,
        steps,
        readers,
        writerQueue,
        cacheKib,
        checkpointPages);
  }

  /** The same with another bound for waiting writes of users. */
  public SqliteOptions withWriterQueue(int bound) {
    return new SqliteOptions(
        applicationId, schemaVersion, schema, upgrades, readers, bound, cacheKib, checkpointPages);
  }

  /** The same with another limit of the write-ahead log; a larger one suits long copies. */
  public SqliteOptions withCheckpointPages(int pages) {
    return new SqliteOptions(
        applicationId, schemaVersion, schema, upgrades, readers, writerQueue, cacheKib, pages);
  }

  private static void atLeastOne(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + " is " + value + "; it is 1 or more");
    }
  }
}
