package dev.notely.store.server;

import dev.notely.proto.catalog.v1.StoreMember;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.process.StartupException;
import dev.notely.store.notes.NoteSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Every option of a store-node, with default and environment variable. */
final class StoreNodeConfig {
  /** What the process keeps. */
  enum Role {
    NOTES,
    CATALOG
  }

  @Option(
      names = "--role",
      defaultValue = "${env:NOTELY_ROLE:-notes}",
      description = "notes or catalog (default: ${DEFAULT-VALUE})")
  private Role role = Role.NOTES;

  @Option(
      names = "--name",
      defaultValue = "${env:NOTELY_NAME:-}",
      description = "name of the store in the catalog; needed by role notes")
  private String name = "";

  @Option(
      names = "--schema",
      defaultValue = "${env:NOTELY_SCHEMA:-clustered}",
      description = "legacy or clustered (default: ${DEFAULT-VALUE})")
  private NoteSchema schema = NoteSchema.CLUSTERED;

  @Option(names = "--file", description = "the SQLite file, needed; its folder must exist")
  private Path file = Path.of("");

  @Option(
      names = "--listen",
      defaultValue = "${env:NOTELY_LISTEN:-127.0.0.1:0}",
      description = "HOST:PORT; port 0 takes a free one (default: ${DEFAULT-VALUE})")
  private HostPort listen = new HostPort("127.0.0.1", 0);

  @Option(
      names = "--catalog",
      description = "HOST:PORT of the catalog at which a store announces itself")
  private @Nullable HostPort catalog;

  @Option(
      names = "--advertise",
      description =
          "HOST:PORT under which others reach this process (default: where it listens; of 0.0.0.0, by"
              + " this machine's name)")
  private @Nullable HostPort advertise;

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      split = ",",
      defaultValue = "${env:NOTELY_LABELS:-}",
      description = "what migrations select stores by, such as region=eu; may be repeated")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = "--faults",
      hidden = true,
      description =
          "for tests and the demo: a line 'DELAY MS' on standard input delays every answer to users so long")
  private boolean faults;

  @Option(names = "--exit-with-parent", description = "stop when standard input ends")
  private boolean exitWithParent;

  void check() {
    if (role == Role.CATALOG && name.isEmpty()) {
      name = "catalog";
    }
    if (name.isBlank()) {
      throw new StartupException("--name is missing: the name of the store in the catalog");
    }
    if (file.toString().isEmpty()) {
      throw new StartupException("--file is missing: the SQLite file of the " + name);
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new StartupException("--file " + file + ": its folder does not exist");
    }
    labels();
  }

  /**
   * By key.
   *
   * @throws StartupException if one is not KEY=VALUE, or a key comes twice
   */
  private Map<String, String> labels() {
    Map<String, String> byKey = new TreeMap<>();
    for (String label : labels) {
      if (label.isBlank()) {
        continue; // an unset or empty variable
      }
      int equals = label.indexOf('=');
      String key = equals < 0 ? "" : label.substring(0, equals).strip();
      String value = label.substring(equals + 1).strip();
      if (key.isEmpty() || value.isEmpty()) {
        throw new StartupException("--label '" + label + "': it is KEY=VALUE, such as region=eu");
      }
      if (byKey.putIfAbsent(key, value) != null) {
        throw new StartupException("--label " + key + " comes twice; a label has one value");
      }
    }
    return byKey;
  }

  boolean isCatalog() {
    return role == Role.CATALOG;
  }

  String name() {
    return name;
  }

  NoteSchema schema() {
    return schema;
  }

  Path file() {
    return file;
  }

  HostPort listen() {
    return listen;
  }

  Optional<HostPort> catalog() {
    return isCatalog() ? Optional.empty() : Optional.ofNullable(catalog);
  }

  String advertised(int port) {
    return advertise == null ? listen.reachedAt(port) : advertise.toString();
  }

  boolean faults() {
    return faults;
  }

  boolean exitWithParent() {
    return exitWithParent;
  }

  StoreMember member(String address) {
    return StoreMember.newBuilder()
        .setName(name)
        .setAddress(address)
        .setSchema(schema.label())
        .putAllLabels(labels())
        .build();
  }
}
