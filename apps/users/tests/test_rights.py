"""Rights that are given, and those that are lost: what tokens say of them, and for how long."""

import pytest
from django.contrib.auth.models import Group
from guardian.shortcuts import assign_perm, remove_perm

from apps.users.contract.fake import FakeUsersService
from apps.users.contract.service import UsersService
from apps.users.models import Revocation, RoleGrant, StoreScope, TokenRotation, User
from apps.users.tests.builders import make_person
from apps.users.tests.sessions import profile, refresh, sign_in
from apps.users.use_cases import people
from apps.users.use_cases.profile import change_profile
from dominos.kernel.auth import Role
from dominos.kernel.auth.rights import FRESH_SECONDS, RETRY_SECONDS
from dominos.kernel.auth.tokens import BadToken, principal_of
from dominos.kernel.clock import stopped
from dominos.kernel.ids import new_id
from dominos.kernel.retention import purge

pytestmark = pytest.mark.django_db(transaction=True)


def _dismiss_from_store(person):
    remove_perm("manage", person, StoreScope.objects.get())


LOSSES = {
    "switched off": lambda person: User.objects.filter(id=person.id).update(is_active=False),
    "e-mail not theirs": lambda person: User.objects.filter(id=person.id).update(is_verified=False),
    "deleted": lambda person: person.delete(),
    "role taken": lambda person: RoleGrant.objects.filter(user=person, role=Role.STORE_MANAGER).delete(),
    "role changed": lambda person: RoleGrant.objects.filter(user=person, role=Role.STORE_MANAGER).update(
        role=Role.STORE_STAFF
    ),
    "store taken": _dismiss_from_store,
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_rights_that_are_taken_away_end_tokens_in_every_process_within_a_minute(loss):
    person = make_person(Role.CUSTOMER)
    people.grant_store(person.id, new_id(), manager=True)
    pair = sign_in(person.email).data
    assert profile(pair["access"]).status_code == 200
    loss(person)
    assert profile(pair["access"]).status_code == 401
    assert 2 * FRESH_SECONDS + RETRY_SECONDS <= 60
    again = refresh(pair["refresh"])
    if again.status_code == 200:
        assert profile(again.data["access"]).status_code == 200, "a new token says what is left"
        assert not principal_of(again.data["access"]).managed_ids


@pytest.mark.parametrize(
    "leave",
    [
        lambda person, group: person.groups.clear(),
        lambda person, group: group.user_set.remove(person),
        lambda person, group: group.user_set.clear(),
        lambda person, group: remove_perm("manage", group, StoreScope.objects.get()),
    ],
)
def test_so_do_rights_that_came_through_a_group(leave):
    person, group = make_person(Role.STORE_MANAGER), Group.objects.create(name="managers")
    assign_perm("manage", group, StoreScope.objects.create(id=new_id()))
    person.groups.add(group)
    pair = sign_in(person.email).data
    assert principal_of(pair["access"]).managed_ids
    leave(person, group)
    assert profile(pair["access"]).status_code == 401


def test_new_rights_leave_tokens_alone():
    person = make_person(Role.CUSTOMER)
    pair = sign_in(person.email).data
    people.grant_store(person.id, new_id())
    change_profile(person.id, name="Another")
    assert profile(pair["access"]).status_code == 200


def test_a_manager_of_eighty_stores_has_a_small_token_and_all_their_rights():
    person, stores = make_person(Role.CUSTOMER), [new_id() for _ in range(80)]
    for store in stores:
        people.grant_store(person.id, store, manager=True)
    access = sign_in(person.email).data["access"]
    assert len(access) < 2_000
    caller = principal_of(access)
    assert caller.managed_ids == caller.store_ids == frozenset(stores)


def test_the_users_service_down_leaves_tokens_good_and_the_last_list_in_force(stand_in):
    person = make_person()
    access = sign_in(person.email).data["access"]
    with stopped() as clock:
        User.objects.filter(id=person.id).update(is_active=False)
        assert profile(access).status_code == 401
        service = stand_in(UsersService, FakeUsersService())
        service.list_revocations = None  # whoever asks gets an error
        clock.advance(seconds=60)
        with pytest.raises(BadToken):
            principal_of(access)


def test_expired_revocations_and_rotations_are_deleted():
    person = make_person()
    refresh(sign_in(person.email).data["refresh"])
    person.delete()
    with stopped() as clock:
        clock.advance(days=2)
        purge("users")
    assert not Revocation.objects.exists() and not TokenRotation.objects.exists()
