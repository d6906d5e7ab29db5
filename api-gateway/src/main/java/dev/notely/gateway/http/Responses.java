package dev.notely.gateway.http;

import dev.notely.gateway.proxy.Page;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.UUID;
import java.util.function.Function;

/** How answers are sent. */
final class Responses {
  private Responses() {}

  static void json(ServerResponse response, int status, Object body) {
    response
        .status(Status.create(status))
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send(Json.write(body));
  }

  /** A page, with a Link to the next where there is one. */
  static <T> void page(
      ServerRequest request,
      ServerResponse response,
      Page<T> page,
      Requests.PageRequest asked,
      Function<T, UUID> id) {
    if (page.more()) {
      String next =
          request.path().path()
              + "?limit="
              + asked.limit()
              + "&cursor="
              + Requests.cursor(id.apply(page.items().getLast()));
      response.header(HeaderNames.LINK, "<" + next + ">; rel=\"next\"");
    }
    json(response, 200, page.items());
  }
}
