"""The numbers of roles and audience types stand on the wire, so they never change."""

from haversack_sync.model.roles import AudienceType, Role


def test_the_numbers_on_the_wire_are_these() -> None:
    assert [(role.name, int(role)) for role in Role] == [
        ("READER", 1),
        ("EDITOR", 2),
        ("FOCAL_POINT", 3),
        ("COORDINATOR", 4),
    ]
    assert [(each.name, int(each)) for each in AudienceType] == [
        ("OPEN", 1),
        ("MEMBERS", 2),
        ("COORDINATORS", 3),
        ("ORGANISATION", 4),
        ("GROUP", 5),
        ("CUSTODIANS", 6),
    ]
