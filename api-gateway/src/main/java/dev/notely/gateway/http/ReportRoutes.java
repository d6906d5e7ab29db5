package dev.notely.gateway.http;

import dev.notely.gateway.proxy.MigrationClient;
import dev.notely.gateway.report.HtmlReport;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/**
 * The report of a migration. A proxy answers its facts as JSON; in which form somebody wants to
 * read them is between him and the gateway.
 */
final class ReportRoutes implements HttpService {
  private static final String REPORT = "/migrations/{migration}/report";

  private final MigrationClient migrations;
  private final OperatorToken operator;

  ReportRoutes(MigrationClient migrations, OperatorToken operator) {
    this.migrations = migrations;
    this.operator = operator;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get(REPORT, this::report).any(REPORT, Routes.only("GET"));
  }

  private void report(ServerRequest request, ServerResponse response) {
    operator.checkReader(request, response);
    ReportFormat format = ReportFormat.of(request);
    JsonNode report = Json.tree(migrations.report(MigrationRequests.id(request)).json());
    String name = report.path("name").asString("migration") + "-report." + format.extension();
    response
        .header(HeaderNames.CONTENT_TYPE, format.contentType())
        .header(HeaderNames.CONTENT_DISPOSITION, "inline; filename=\"" + name + "\"")
        .header(HeaderNames.VARY, "Accept")
        .header("X-Content-Type-Options", "nosniff");
    if (format == ReportFormat.HTML) {
      response.header("Content-Security-Policy", HtmlReport.POLICY);
    }
    response.send(format.render(report).getBytes(StandardCharsets.UTF_8));
  }
}
