package heliograph.state.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.state.Entry;
import heliograph.state.Entry.Said;
import heliograph.state.Offset;
import heliograph.state.Publication;
import heliograph.state.Publication.Address;
import heliograph.state.RoomId;
import heliograph.state.SessionId;
import heliograph.state.UserId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationTextTest {
    private static final SessionId ONE = new SessionId("one");
    private static final SessionId TWO = new SessionId("t,w |o", 12);

    @Test
    void anEventKeepsItsDataAsTheyAre() {
        assertThat(PublicationText.parse("n\none~1 3-77\ne\noffer\n{\"a\":\n\t\"b\"}\n"))
                .isEqualTo(
                        new Publication.News(
                                List.of(new Address(ONE, new Offset(3, 77))),
                                new Said("offer", "{\"a\":\n\t\"b\"}\n")));
    }

    @Test
    void anEventMayHaveNoData() {
        assertThat(PublicationText.parse("n\none~1 3-77\ne\noffer\n"))
                .isEqualTo(
                        new Publication.News(
                                List.of(new Address(ONE, new Offset(3, 77))),
                                new Said("offer", "")));
    }

    @Test
    void addressesStandBetweenTabs() {
        assertThat(PublicationText.parse("n\none~1 3-77\tt,w |o~12 1-2\tone~2 4-77\nc\nroom: {1}"))
                .isEqualTo(
                        new Publication.News(
                                List.of(
                                        new Address(ONE, new Offset(3, 77)),
                                        new Address(TWO, new Offset(1, 2)),
                                        new Address(ONE.next(), new Offset(4, 77))),
                                new Entry.RoomClosed(new RoomId("room: {1}"))));
    }

    @Test
    void theOtherKindsNameTheirSession() {
        assertThat(PublicationText.parse("n\none~1 3-77\nl\nroom: {1}\nal ice"))
                .isEqualTo(
                        new Publication.News(
                                List.of(new Address(ONE, new Offset(3, 77))),
                                new Entry.UserLeft(new RoomId("room: {1}"), new UserId("al ice"))));
        assertThat(PublicationText.parse("r\nt,w |o~12\nroom"))
                .isEqualTo(new Publication.Replaced(TWO, new RoomId("room")));
        assertThat(PublicationText.parse("f\nt,w |o~12")).isEqualTo(new Publication.Fenced(TWO));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n\n",
                "n\none~1 3-77",
                "n\none~1 3-77\n",
                "n\none~1 3-77\ne",
                "n\none~1 3-77\ne\n",
                "n\none~1 3-77\ne\noffer",
                "n\none~1 3-77\nx\nroom",
                "n\none~1\ne\noffer\n{}",
                "n\none 3-77\ne\noffer\n{}",
                "n\n\ne\noffer\n{}",
                "n\n\tone~1 3-77\ne\noffer\n{}",
                "n\none~1 3-77\t\ne\noffer\n{}",
                "n\none~1 3-\ne\noffer\n{}",
                "n\none~0 3-1\ne\noffer\n{}",
                "n\none~1 3-77\nl\nroom",
                "n\none~1 3-77\nl\nroom\n",
                "r\none~1\n",
                "r\none\nroom",
                "f\none",
                "f\n",
                "x\none~1\nroom",
                "nn\none~1 3-77\ne\noffer\n{}"
            })
    void whatIsNoneOfOursIsRefused(String text) {
        assertThatThrownBy(() -> PublicationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
