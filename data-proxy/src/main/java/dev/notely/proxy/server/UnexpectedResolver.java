package dev.notely.proxy.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.migrations.v1.ResolveUnexpectedData;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.MigrationRefusedException.Reason;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreInspection.Decision;
import dev.notely.proxy.store.StoreInspection.Raw;
import dev.notely.proxy.store.StoreInspection.RowPosition;
import dev.notely.proxy.store.StoreInspection.Unconverted;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Decides about a row that is no record, for an operator of a migration. */
final class UnexpectedResolver {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final MigrationCatalog catalog;
  private final Function<String, StoreInspection> inspections;
  private final InstantSource clock;

  UnexpectedResolver(
      MigrationCatalog catalog,
      Function<String, StoreInspection> inspections,
      InstantSource clock) {
    this.catalog = catalog;
    this.inspections = inspections;
    this.clock = clock;
  }

  /** The document that says what was decided. */
  String resolve(ResolveUnexpectedData request) {
    catalog.get(request.getId()); // of none there is nothing
    required("reason", request.getReason());
    required("store", request.getStore());
    required("source", request.getSource());
    StoreInspection store = inspections.apply(request.getStore());
    Unconverted row = find(store, request);
    row.account().ifPresent(account -> placement(request, account));
    Decision decision = request.getDrop() ? new Decision.Drop() : fix(request, row);
    store.resolve(row.source(), row.row(), decision, request.getActor(), request.getReason());
    Map<String, Object> done = new LinkedHashMap<>();
    done.put("store", row.store());
    done.put("source", row.source());
    done.put("row", row.row());
    done.put("account", row.account().map(UUID::toString).orElse(null));
    switch (decision) {
      case Decision.Drop _ -> done.put("action", "drop");
      case Decision.Fix fix -> {
        done.put("account", fix.proof().account().toString());
        done.put("action", "fix");
        done.put("id", fix.id().toString());
      }
    }
    return JSON.writeValueAsString(done);
  }

  private static void required(String field, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(field + " is required");
    }
  }

  private static Unconverted find(StoreInspection store, ResolveUnexpectedData request) {
    RowPosition before =
        new RowPosition(
            Optional.empty(),
            request.getSource(),
            request.getRow() == Long.MIN_VALUE ? Long.MIN_VALUE : request.getRow() - 1);
    return store.unconverted(before, 1, true, java.util.List.of()).rows().stream()
        .filter(row -> row.source().equals(request.getSource()) && row.row() == request.getRow())
        .findFirst()
        .orElseThrow(() ->
            new MigrationRefusedException(
                Reason.NOT_PERMITTED,
                "store '%s' has no unresolved row %d of %s"
                    .formatted(request.getStore(), request.getRow(), request.getSource())));
  }

  private Decision fix(ResolveUnexpectedData request, Unconverted row) {
    Placement home = placement(request, account(request, row));
    if (!home.home().equals(row.store())) {
      throw new MigrationRefusedException(
          Reason.NOT_PERMITTED,
          "the account lives in store '%s'; a row of '%s' can only be dropped"
              .formatted(home.home(), row.store()));
    }
    Columns columns = Columns.of(row.raw());
    long created = columns.time("createdAt", "created_at", request.getCreatedAtMs());
    long updated =
        request.getCreatedAtMs() != 0 && request.getUpdatedAtMs() == 0
            ? Math.max(created, clock.millis())
            : columns.time("updatedAt", "updated_at", request.getUpdatedAtMs());
    return new Decision.Fix(
        home,
        request.getNote().isEmpty() ? columns.id() : Ids.uuid("id", request.getNote()),
        created,
        updated,
        request.getContent().isEmpty() ? columns.content() : request.getContent());
  }

  /** Of an account that takes part in the migration; the command is about it. */
  private Placement placement(ResolveUnexpectedData request, UUID account) {
    Placement placement = catalog.account(request.getId(), account).placement();
    Traces.about(placement);
    return placement;
  }

  private static UUID account(ResolveUnexpectedData request, Unconverted row) {
    ByteString given = request.getAccount();
    if (row.account().isPresent()) {
      return row.account().get();
    }
    if (given.isEmpty()) {
      throw new IllegalArgumentException("account is required: the row names none");
    }
    return Ids.uuid("account", given);
  }

  /** What is left out is taken from the row, where it is sound there. */
  private record Columns(JsonNode row, boolean truncated) {
    static Columns of(Optional<Raw> raw) {
      return raw.map(found -> new Columns(JSON.readTree(found.json()), found.truncated()))
          .orElseGet(() -> new Columns(JSON.createObjectNode(), false));
    }

    long time(String field, String column, long given) {
      if (given != 0) {
        return given;
      }
      JsonNode value = row.path(column).path("value");
      if (!value.isIntegralNumber()) {
        throw new IllegalArgumentException(field + " is required: the row's is not a time");
      }
      return value.longValue();
    }

    UUID id() {
      String text = row.path("id").path("value").asString("");
      try {
        return UUID.fromString(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("id is required: the row's is not a UUID", e);
      }
    }

    String content() {
      JsonNode value = row.path("content").path("value");
      if (truncated || !value.isString()) {
        throw new IllegalArgumentException("content is required: the row's is not a note's");
      }
      return value.stringValue();
    }
  }
}
