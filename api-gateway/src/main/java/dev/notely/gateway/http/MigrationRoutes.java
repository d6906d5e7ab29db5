package dev.notely.gateway.http;

import dev.notely.gateway.proxy.Document;
import dev.notely.gateway.proxy.MigrationClient;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Migrations, for operators; and what strict users report. Documents pass through untouched. */
final class MigrationRoutes implements HttpService {
  private static final List<String> COMMANDS =
      List.of(
          "start",
          "cancel",
          "pause",
          "resume",
          "release",
          "rollback",
          "finish",
          "verify",
          "repair");
  private static final int MAX_MIGRATIONS = 500;
  private static final String ONE = "/migrations/{migration}";

  private final MigrationClient migrations;
  private final OperatorToken operator;

  MigrationRoutes(MigrationClient migrations, OperatorToken operator) {
    this.migrations = migrations;
    this.operator = operator;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/migrations", this::list)
        .post("/migrations", this::create)
        .any("/migrations", Routes.only("GET, POST"))
        .get(ONE, this::status)
        .patch(ONE, this::change)
        .any(ONE, Routes.only("GET, PATCH"))
        .get(ONE + "/accounts", this::accounts)
        .any(ONE + "/accounts", Routes.only("GET"))
        .get(ONE + "/events", this::events)
        .any(ONE + "/events", Routes.only("GET"))
        .get(ONE + "/mirrors", this::mirrors)
        .any(ONE + "/mirrors", Routes.only("GET"))
        .get(ONE + "/mismatches", this::mismatches)
        .any(ONE + "/mismatches", Routes.only("GET"))
        .get(ONE + "/unexpected-data", this::unexpected)
        .post(ONE + "/unexpected-data", this::resolve)
        .any(ONE + "/unexpected-data", Routes.only("GET, POST"))
        .get("/accounts/{account}/events", this::accountEvents)
        .any("/accounts/{account}/events", Routes.only("GET"))
        .post(ONE + "/{command}", this::command)
        .any(ONE + "/{command}", Routes.only("POST"))
        .get("/consistency-reports", this::reports)
        .post("/consistency-reports", this::report)
        .any("/consistency-reports", Routes.only("GET, POST"));
  }

  private void list(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of("limit"));
    send(response, 200, migrations.list(Requests.limit(request, MAX_MIGRATIONS)));
  }

  private void create(ServerRequest request, ServerResponse response) {
    operator.check(request);
    boolean dryRun = MigrationRequests.dryRun(request);
    String actor = MigrationRequests.actor(request);
    String specification = MigrationRequests.specification(request);
    if (dryRun) {
      send(response, 200, migrations.plan(specification, actor));
    } else {
      send(response, 201, migrations.create(specification, actor));
    }
  }

  private void status(ServerRequest request, ServerResponse response) {
    operator.check(request);
    send(response, 200, migrations.status(MigrationRequests.id(request)));
  }

  private void mirrors(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of("account"));
    send(
        response,
        200,
        migrations.mirrors(MigrationRequests.id(request), MigrationRequests.account(request)));
  }

  private void mismatches(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of("limit", "cursor"));
    int limit = Requests.limit(request, Requests.MAX_PAGE);
    Document page =
        migrations.mismatches(
            MigrationRequests.id(request), MigrationRequests.cursor(request), limit);
    page(request, response, page, limit, "");
  }

  private void accounts(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of("limit", "cursor", "state"));
    int limit = Requests.limit(request, Requests.MAX_PAGE);
    List<String> states = MigrationRequests.states(request);
    Document page =
        migrations.accounts(
            MigrationRequests.id(request), MigrationRequests.cursor(request), limit, states);
    page(
        request,
        response,
        page,
        limit,
        states.isEmpty() ? "" : "&state=" + String.join(",", states));
  }

  private void events(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of("limit", "cursor", "account"));
    int limit = Requests.limit(request, Requests.MAX_PAGE);
    Optional<UUID> account = MigrationRequests.account(request);
    Document page =
        migrations.events(
            MigrationRequests.id(request), MigrationRequests.eventCursor(request), limit, account);
    page(request, response, page, limit, account.map(id -> "&account=" + id).orElse(""));
  }

  /** Of the account's moves that belong to no migration. */
  private void accountEvents(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of("limit", "cursor"));
    int limit = Requests.limit(request, Requests.MAX_PAGE);
    Document page =
        migrations.events(
            0,
            MigrationRequests.eventCursor(request),
            limit,
            Optional.of(Requests.id(request, "account")));
    page(request, response, page, limit, "");
  }

  private void unexpected(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of("limit", "cursor"));
    int limit = Requests.limit(request, Requests.MAX_PAGE);
    Document page =
        migrations.unexpected(
            MigrationRequests.id(request), MigrationRequests.cursor(request), limit);
    page(request, response, page, limit, "");
  }

  private void resolve(ServerRequest request, ServerResponse response) {
    operator.check(request);
    JsonNode body = Requests.body(request);
    send(
        response,
        200,
        migrations.resolve(
            MigrationRequests.id(request),
            UnexpectedRequests.resolution(body),
            MigrationRequests.asker(request, body)));
  }

  private void command(ServerRequest request, ServerResponse response) {
    operator.check(request);
    String command = request.path().pathParameters().get("command");
    if (!COMMANDS.contains(command)) {
      throw new ProblemException(
          404, "no command '" + command + "'; known are " + String.join(", ", COMMANDS));
    }
    JsonNode body = MigrationRequests.optionalBody(request);
    String account = Requests.text(body, "account");
    send(
        response,
        200,
        migrations.command(
            MigrationRequests.id(request),
            command,
            MigrationRequests.asker(request, body),
            account.isEmpty() ? Optional.empty() : Optional.of(Requests.uuid("account", account))));
  }

  private void change(ServerRequest request, ServerResponse response) {
    operator.check(request);
    JsonNode body = Requests.body(request);
    JsonNode limits = body.path("limits");
    if (!limits.isObject()) {
      throw ProblemException.badRequest(
          "limits must be an object of concurrentAccounts, recordsPerSecond, shadowReads and"
              + " drain");
    }
    send(
        response,
        200,
        migrations.limit(
            MigrationRequests.id(request),
            limits.toString(),
            MigrationRequests.asker(request, body)));
  }

  private void reports(ServerRequest request, ServerResponse response) {
    operator.check(request);
    Requests.allowQuery(request, List.of("limit", "cursor", "migration"));
    int limit = Requests.limit(request, Requests.MAX_PAGE);
    Optional<Long> migration = MigrationRequests.migration(request);
    Document page =
        migrations.inconsistencies(migration, MigrationRequests.eventCursor(request), limit);
    page(request, response, page, limit, migration.map(id -> "&migration=" + id).orElse(""));
  }

  private void report(ServerRequest request, ServerResponse response) {
    JsonNode body = Requests.body(request);
    send(
        response,
        202,
        migrations.report(
            Requests.uuid("account", Requests.text(body, "account")),
            Requests.uuid("note", Requests.text(body, "note")),
            Requests.text(body, "expected"),
            Requests.text(body, "actual"),
            Requests.text(body, "traceId")));
  }

  /** A page, with a Link to the next where there is one. */
  private static void page(
      ServerRequest request, ServerResponse response, Document page, int limit, String filter) {
    if (!page.next().isEmpty()) {
      String cursor = URLEncoder.encode(page.next(), StandardCharsets.UTF_8);
      String next = request.path().path() + "?limit=" + limit + "&cursor=" + cursor + filter;
      response.header(HeaderNames.LINK, "<" + next + ">; rel=\"next\"");
    }
    send(response, 200, page);
  }

  private static void send(ServerResponse response, int status, Document document) {
    response
        .status(Status.create(status))
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send(document.json().getBytes(StandardCharsets.UTF_8));
  }
}
