package heliograph.access;

import static heliograph.access.Requests.header;
import static heliograph.access.Requests.query;
import static heliograph.access.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    @Test
    void theAuthOfAConnectPacketHoldsTokenAndDevelopmentFields() {
        Credentials credentials =
                Credentials.ofAuth(
                        """
                        {"token":"t","userId":7,"name":"Alice","lastName":null,"username":{},
                         "avatar":"a","pid":"p","offset":"o"}\
                        """);

        assertThat(credentials.token()).contains("t");
        assertThat(credentials.development())
                .isEqualTo(Map.of("userId", "7", "name", "Alice", "avatar", "a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "null", "[]", "\"token\"", "{\"token\":5}", "{\"token\":null}"})
    void whatHoldsNoTokenIsNoCredentials(String auth) {
        Credentials credentials = Credentials.ofAuth(auth);

        assertThat(credentials.token()).isEmpty();
        assertThat(credentials.development()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer t", "bearer t", "BEARER  t "})
    void aRequestCarriesABearerToken(String authorization) {
        assertThat(
                        Credentials.of(header(request("GET", "/"), "authorization", authorization))
                                .token())
                .contains("t");
    }

    @Test
    void theHeaderGoesBeforeTheQuery() {
        var asked = query(request("GET", "/"), "access_token", "q");

        assertThat(Credentials.of(asked).token()).contains("q");
        assertThat(Credentials.of(header(asked, "authorization", "Bearer h")).token())
                .contains("h");
        assertThat(Credentials.of(header(asked, "authorization", "Basic eDp5")).token())
                .contains("q");
    }

    @Test
    void theQueryCarriesDevelopmentFields() {
        assertThat(
                        Credentials.of(
                                        query(
                                                query(request("GET", "/"), "userId", "alice"),
                                                "other",
                                                "x"))
                                .development())
                .isEqualTo(Map.of("userId", "alice"));
    }

    @Test
    void theTokenIsNotShownAsText() {
        assertThat(Credentials.ofAuth("{\"token\":\"hunter2\"}").toString())
                .doesNotContain("hunter2");
    }
}
