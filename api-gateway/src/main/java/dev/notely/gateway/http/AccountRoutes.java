package dev.notely.gateway.http;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.notely.gateway.proxy.AccountView;
import dev.notely.gateway.proxy.ProxyClient;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Accounts, and the flag that moves one. */
final class AccountRoutes implements HttpService {
  private final ProxyClient proxies;
  private final OperatorToken operator;

  AccountRoutes(ProxyClient proxies, OperatorToken operator) {
    this.proxies = proxies;
    this.operator = operator;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/accounts", this::list)
        .post("/accounts", this::create)
        .any("/accounts", Routes.only("GET, POST"))
        .get("/accounts/{account}", this::get)
        .put("/accounts/{account}", this::put)
        .any("/accounts/{account}", Routes.only("GET, PUT"));
  }

  private void list(ServerRequest request, ServerResponse response) {
    Requests.PageRequest asked = Requests.page(request);
    Responses.page(
        request, response, proxies.accounts(asked.after(), asked.limit()), asked, AccountView::id);
  }

  private void create(ServerRequest request, ServerResponse response) {
    JsonNode body = Requests.body(request);
    String given = Requests.text(body, "id");
    UUID id = given.isEmpty() ? UuidCreator.getTimeOrderedEpoch() : Requests.uuid("id", given);
    AccountView created =
        proxies.createAccount(
            id,
            Requests.name(body),
            Requests.tier(body),
            Requests.text(body, "shard"),
            Requests.region(body));
    Responses.json(response, 201, created);
  }

  private void get(ServerRequest request, ServerResponse response) {
    Responses.json(response, 200, proxies.account(Requests.id(request, "account")));
  }

  private void put(ServerRequest request, ServerResponse response) {
    UUID id = Requests.id(request, "account");
    JsonNode body = Requests.body(request);
    Optional<Boolean> migrating = Requests.flag(body, "isMigrating");
    String shard = Requests.text(body, "shard");
    String name = body.has("name") ? Requests.name(body) : "";
    if (name.isEmpty() && migrating.isEmpty()) {
      throw ProblemException.badRequest("name or isMigrating must be given");
    }
    if (migrating.isPresent() || !shard.isEmpty()) {
      operator.check(request);
    }
    Responses.json(response, 200, proxies.updateAccount(id, name, migrating, shard));
  }
}
