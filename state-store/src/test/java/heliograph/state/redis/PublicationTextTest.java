package heliograph.state.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.state.Publication;
import heliograph.state.Publication.Said;
import heliograph.state.RoomId;
import heliograph.state.SessionId;
import heliograph.state.UserId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationTextTest {
    private static final SessionId ONE = new SessionId("one");
    private static final SessionId TWO = new SessionId("t,w|o");

    @Test
    void anEventKeepsItsDataAsTheyAre() {
        assertThat(PublicationText.parse("e\none\noffer\n{\"a\":\n\t\"b\"}\n"))
                .isEqualTo(
                        new Publication.Event(
                                List.of(ONE), new Said("offer", "{\"a\":\n\t\"b\"}\n")));
    }

    @Test
    void anEventMayHaveNoData() {
        assertThat(PublicationText.parse("e\none\noffer\n"))
                .isEqualTo(new Publication.Event(List.of(ONE), new Said("offer", "")));
    }

    @Test
    void sessionsStandBetweenTabs() {
        assertThat(PublicationText.parse("e\none\tt,w|o\tone\noffer\n{\"tab\":\"\t\"}").sessions())
                .containsExactly(ONE, TWO, ONE);
    }

    @Test
    void theOtherKindsNameTheirRoomAndUser() {
        assertThat(PublicationText.parse("l\none\tt,w|o\nroom: {1}\nal ice"))
                .isEqualTo(
                        new Publication.UserLeft(
                                List.of(ONE, TWO), new RoomId("room: {1}"), new UserId("al ice")));
        assertThat(PublicationText.parse("r\none\nroom"))
                .isEqualTo(new Publication.Replaced(List.of(ONE), new RoomId("room")));
        assertThat(PublicationText.parse("c\none\nroom"))
                .isEqualTo(new Publication.RoomClosed(List.of(ONE), new RoomId("room")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "e",
                "e\n",
                "e\none",
                "e\none\noffer",
                "l\none\nroom",
                "l\none\nroom\n",
                "r\none\n",
                "e\n\noffer\n{}",
                "e\n\tone\noffer\n{}",
                "x\none\nroom",
                "ee\none\noffer\n{}"
            })
    void whatIsNoneOfOursIsRefused(String text) {
        assertThatThrownBy(() -> PublicationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
