package dev.notely.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Decides about a row that is no record. */
@Command(
    name = "resolve",
    mixinStandardHelpOptions = true,
    description =
        "Makes a row a record (--fix) or lets it count no more (--drop); then release its account.")
final class ResolveCommand extends MigrationCommand {
  @Option(names = "--store", required = true, description = "where the row is")
  private String store = "";

  @Option(
      names = "--source",
      defaultValue = "notes",
      description = "its table (default: ${DEFAULT-VALUE})")
  private String source = "notes";

  @Option(names = "--row", required = true, description = "its number")
  private long row;

  @ArgGroup(multiplicity = "1")
  private Action action = new Action();

  @Option(names = "--id", description = "of the record; default: the row's, as all that follows")
  private String id = "";

  @Option(names = "--created-at", description = "an RFC 3339 time")
  private String createdAt = "";

  @Option(names = "--updated-at", description = "an RFC 3339 time")
  private String updatedAt = "";

  @Option(names = "--content", description = "its text")
  private String content = "";

  @Option(names = "--account", description = "whose record it becomes, where the row names nobody")
  private String account = "";

  @Option(names = "--reason", required = true, description = "why; is kept with the row")
  private String reason = "";

  /** One of them. */
  static final class Action {
    @Option(names = "--fix", description = "make it a record")
    private boolean fix;

    @Option(names = "--drop", description = "let it count no more; it stays in its file")
    private boolean drop;

    /** As the gateway calls it. */
    String named() {
      return fix && !drop ? "fix" : "drop";
    }
  }

  @Override
  int run(GatewayClient gateway, Connection connection) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("store", store);
    body.put("source", source);
    body.put("row", row);
    body.put("action", action.named());
    put(body, "id", id);
    put(body, "createdAt", createdAt);
    put(body, "updatedAt", updatedAt);
    put(body, "content", content);
    put(body, "account", account);
    body.put("reason", reason);
    connection.show(
        gateway.post(path(gateway) + "/unexpected-data", body), ResolveCommand::sentence);
    return 0;
  }

  private static void put(Map<String, Object> body, String member, String value) {
    if (!value.isEmpty()) {
      body.put(member, value);
    }
  }

  private static List<String> sentence(JsonNode done) {
    String row =
        "row %s of %s in %s"
            .formatted(
                Members.text(done, "row"),
                Members.text(done, "source"),
                Members.text(done, "store"));
    return List.of(
        Members.text(done, "action").equals("drop")
            ? row + " counts no more"
            : row
                + " is the record "
                + Members.text(done, "id")
                + " of account "
                + Members.text(done, "account"));
  }
}
