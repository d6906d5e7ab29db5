package dev.notely.gateway.http;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.notely.gateway.proxy.NoteResult;
import dev.notely.gateway.proxy.NoteView;
import dev.notely.gateway.proxy.ProxyClient;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Notes of an account. */
final class NoteRoutes implements HttpService {
  private final ProxyClient proxies;

  NoteRoutes(ProxyClient proxies) {
    this.proxies = proxies;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        // What is asked most comes first: a route is looked for in this order.
        .get("/accounts/{account}/notes/{note}", this::get)
        .put("/accounts/{account}/notes/{note}", this::update)
        .delete("/accounts/{account}/notes/{note}", this::delete)
        .any("/accounts/{account}/notes/{note}", Routes.only("GET, PUT, DELETE"))
        .get("/accounts/{account}/notes", this::list)
        .post("/accounts/{account}/notes", this::create)
        .any("/accounts/{account}/notes", Routes.only("GET, POST"));
  }

  private void list(ServerRequest request, ServerResponse response) {
    UUID account = Requests.id(request, "account");
    Requests.PageRequest asked = Requests.page(request);
    Responses.page(
        request,
        response,
        proxies.list(account, asked.after(), asked.limit()).orElseThrow(NoteRoutes::noAccount),
        asked,
        Function.identity());
  }

  private void get(ServerRequest request, ServerResponse response) {
    send(response, 200, proxies.get(Requests.id(request, "account"), Requests.id(request, "note")));
  }

  private void create(ServerRequest request, ServerResponse response) {
    UUID account = Requests.id(request, "account");
    JsonNode body = Requests.body(request);
    String given = Requests.text(body, "id");
    UUID note = given.isEmpty() ? UuidCreator.getTimeOrderedEpoch() : Requests.uuid("id", given);
    send(
        response,
        201,
        proxies.create(
            account,
            Requests.key(request),
            note,
            Requests.content(body),
            Json.time(body, "createdAt"),
            Json.time(body, "updatedAt")));
  }

  private void update(ServerRequest request, ServerResponse response) {
    UUID account = Requests.id(request, "account");
    UUID note = Requests.id(request, "note");
    JsonNode body = Requests.body(request);
    send(
        response,
        200,
        proxies.update(
            account,
            Requests.key(request),
            note,
            Requests.content(body),
            Json.time(body, "updatedAt"),
            Requests.ifMatch(request)));
  }

  private void delete(ServerRequest request, ServerResponse response) {
    NoteResult result =
        proxies.delete(
            Requests.id(request, "account"),
            Requests.key(request),
            Requests.id(request, "note"),
            Requests.ifMatch(request));
    if (result.outcome() == NoteResult.Outcome.OK) {
      response.status(Status.NO_CONTENT_204).send();
    } else {
      send(response, 200, result);
    }
  }

  private static void send(ServerResponse response, int ok, NoteResult result) {
    switch (result.outcome()) {
      case OK -> {
        NoteView note = result.note().orElseThrow();
        response.header(HeaderNames.ETAG, "\"" + note.seq() + "\"");
        Responses.json(response, ok, json(note));
      }
      case ACCOUNT_NOT_FOUND -> throw noAccount();
      case NOTE_NOT_FOUND -> throw new ProblemException(404, "Note not found");
      case ID_TAKEN ->
          throw new ProblemException(409, "the note id is taken", stored(result.note()));
      case OLDER_UPDATE ->
          throw new ProblemException(
              409, "updatedAt is not newer than the stored note's", stored(result.note()));
      case PRECONDITION_FAILED ->
          throw new ProblemException(412, "the note has another version", stored(result.note()));
      case KEY_REUSED ->
          throw new ProblemException(409, "Idempotency-Key was used for another request");
      case KEY_EXPIRED ->
          throw new ProblemException(
              409, "Idempotency-Key has expired; whether it took effect before is unknown");
    }
  }

  private static Map<String, Object> stored(Optional<NoteView> note) {
    return note.<Map<String, Object>>map(stored -> Map.of("note", json(stored))).orElse(Map.of());
  }

  private static Map<String, Object> json(NoteView note) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", note.id());
    json.put("creator", note.creator());
    json.put("createdAt", Json.time(note.createdAtMs()));
    json.put("updatedAt", Json.time(note.updatedAtMs()));
    json.put("content", note.content());
    return json;
  }

  private static ProblemException noAccount() {
    return new ProblemException(404, "Account not found");
  }
}
